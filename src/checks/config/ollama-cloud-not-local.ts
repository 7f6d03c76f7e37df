import { allRows, callingRefs, effectiveApi, isLocalRef } from "../support/config-refs.ts";
import type { Rule } from "./types.ts";

/** A model that Ollama passes on to its own cloud, in a config that is otherwise local only. */
export const ollamaCloudNotLocal: Rule = {
  id: "ollama-cloud-not-local",
  title: "Ollama cloud model in a local-only config",
  severity: "info",
  doc: {
    what: "A model id of Ollama ends in `:cloud` or `-cloud`, and the config names no hosted model otherwise.",
    why: "Ollama does not run such a model: it sends the prompts to ollama.com and counts them against a quota.",
    bad: `{
  agents: { defaults: { model: { primary: "ollama/gpt-oss:120b-cloud" } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    api: "ollama",
    models: [{ id: "gpt-oss:120b-cloud", name: "GPT-OSS 120B", contextWindow: 131072 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "ollama/gpt-oss:20b" } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    api: "ollama",
    models: [{ id: "gpt-oss:20b", name: "GPT-OSS 20B", contextWindow: 131072, params: { num_ctx: 131072 } }],
  } } },
}`,
  },
  run(context) {
    // Who has hosted models in the list has decided about privacy already.
    if (callingRefs(context).some(({ ref }) => !isLocalRef(context, ref))) return [];
    return allRows(context)
      .filter(({ provider, row }) => {
        const isOllama = effectiveApi({ provider, row }) === "ollama" || provider.id === "ollama";
        return isOllama && provider.local === true && /[:-]cloud$/i.test(row.id);
      })
      .map(({ row }) => ({
        at: [...row.path, "id"],
        target: row.ref,
        message: `${row.id} runs in Ollama's cloud, not on this machine`,
        fixHint: "choose a model without the cloud tag, if prompts must stay here",
      }));
  },
};
