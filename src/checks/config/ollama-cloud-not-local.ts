import { usesHosted, viewConfig } from "../../openclaw/view.ts";
import { allRows, effectiveApi, type Row } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { only } from "../support/helps.ts";
import { aboutModel, onlyFor, perModel, skipWhere } from "../support/outcome.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** Ollama's tag for cloud models. The check model-remote covers remote models without it. */
const CLOUD_NAME = /[:-]cloud$/i;

/** A model that Ollama runs in its cloud, in an otherwise local-only config. */
export const ollamaCloudNotLocal = defineCheck({
  id: "ollama-cloud-not-local",
  title: "Ollama cloud model in a local-only config",
  severity: "info",
  doc: {
    what: "An Ollama model id ends in `:cloud` or `-cloud`, and the config names no hosted model otherwise. `doctor` reports a model in use when Ollama confirms that it runs remotely.",
    why: "Ollama does not run such a model locally: it sends the prompts to ollama.com and counts them against a quota.",
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
    helps: {
      byServer: only("ollama", "`ollama pull qwen3:8b`, or another model without the cloud tag"),
      also: { "OpenClaw config": '`agents.defaults.model.primary: "ollama/qwen3:8b"`' },
    },
  },
  config: {
    run: each(localOnlyRows, ({ provider, row }) => {
      const isOllama = effectiveApi({ provider, row }) === "ollama" || provider.id === "ollama";
      if (!isOllama || provider.local !== true || !CLOUD_NAME.test(row.id)) return null;
      return {
        at: [...row.path, "id"],
        target: row.ref,
        guess: true,
        message: `${row.id} runs in Ollama's cloud, not on this machine`,
        fixHint: "choose a model without the cloud tag if prompts must stay on this machine",
      };
    }),
  },
  server: {
    stage: "listed",
    run: onlyFor(
      "ollama",
      "Ollama",
      skipWhere(
        ({ context: { config } }) =>
          config !== null && usesHosted(viewConfig(config.value))
            ? "the config uses hosted models too"
            : null,
        perModel((subject) => {
          const { ref, id, used, served } = subject.model;
          if (!used || !served?.remote || !CLOUD_NAME.test(id)) return null;
          return aboutModel(subject, "id", {
            message: `${ref} runs in Ollama's cloud, not on this machine`,
            fixHint: "choose a model without the cloud tag if prompts must stay on this machine",
          });
        }),
      ),
    ),
  },
});

/** Empty if the config uses hosted models: its author has already accepted remote processing. */
function localOnlyRows(context: ConfigContext): readonly Row[] {
  return usesHosted(context.view) ? [] : allRows(context);
}
