import { usesHosted, viewConfig } from "../../openclaw/view.ts";
import { allRows, callingRefs, effectiveApi, isLocalRef } from "../support/config-refs.ts";
import { aboutModel, forModels, skipped } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** Ollama's tag for what runs in its own cloud; without it a remote model is a surprise (model-remote). */
const CLOUD_NAME = /[:-]cloud$/i;

/** A model that Ollama passes on to its own cloud, in a config that is otherwise local only. */
export const ollamaCloudNotLocal = defineCheck({
  id: "ollama-cloud-not-local",
  title: "Ollama cloud model in a local-only config",
  severity: "info",
  doc: {
    what: "A model id of Ollama ends in `:cloud` or `-cloud`, and the config names no hosted model otherwise. On a running server: a model in use carries Ollama's cloud tag, Ollama confirms that it runs elsewhere, and the config names no hosted model otherwise.",
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
    seen: "GET /api/tags → { name: 'gpt-oss:120b-cloud', remote_host: 'https://ollama.com:443' }",
    helps: "Choose a model without the cloud tag, if prompts must stay here.",
  },
  config: {
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
          guess: true,
          message: `${row.id} runs in Ollama's cloud, not on this machine`,
          fixHint: "choose a model without the cloud tag, if prompts must stay here",
        }));
    },
  },
  server: {
    stage: "listed",
    run(facts, context) {
      const { config } = context;
      if (facts.state.kind !== "ollama") return skipped("the server is not Ollama");
      // who has hosted models in the config has decided about privacy already
      if (config !== null && usesHosted(viewConfig(config.value)))
        return skipped("the config uses hosted models too");
      return forModels(facts, (model) =>
        model.used && model.served?.remote && CLOUD_NAME.test(model.id)
          ? aboutModel(facts, model, context, "id", {
              message: `${model.ref} runs in Ollama's cloud, not on this machine`,
              fixHint: "choose a model without the cloud tag, if prompts must stay here",
            })
          : null,
      );
    },
  },
});
