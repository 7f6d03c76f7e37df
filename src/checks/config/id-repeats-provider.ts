import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { allRows, callingRefs } from "../support/config-refs.ts";
import type { Rule } from "./types.ts";

/** Provider ids that are no vendor, so an id that begins with one can only repeat it. */
const SERVER_NAME =
  /^(?:ollama|lmstudio|lm-studio|vllm|sglang|litellm|llama-?cpp|local|custom|omlx|mlx|localai)$/i;

/** `models[].id` that begins with the provider's own id. */
export const idRepeatsProvider: Rule = {
  id: "id-repeats-provider",
  title: "Model id that repeats the provider",
  severity: "error",
  doc: {
    what: "The `id` of a model row begins with the id of its provider: `ollama/qwen3` under `ollama`.",
    why: "The row's id is what the server is asked for, and the server knows the model without the prefix: 404, model not found.",
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "local/qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    return allRows(context).flatMap(({ provider, row }) => {
      const prefix = `${provider.id}/`;
      if (provider.local !== true || !row.id.startsWith(prefix) || row.id.length === prefix.length) return [];
      // "qwen/qwen3" under a provider "qwen" is a vendor's id, unless a ref shows that the prefix was meant for OpenClaw.
      const isNamed = callingRefs(context).some((use) => use.ref === row.id);
      if (!SERVER_NAME.test(provider.id) && !isNamed) return [];
      const id = row.id.slice(prefix.length);
      const edits: FixEdit[] = [{ op: "set", path: formatPath([...row.path, "id"]), value: id }];
      for (const use of context.view.refs)
        if (use.ref === row.ref && use.kind !== "alias-map")
          edits.push({ op: "set", path: formatPath(use.path), value: row.id });
      return [
        {
          at: [...row.path, "id"],
          target: row.id,
          message: `The model id repeats the provider: the server is asked for "${row.id}"`,
          fixHint: `write "${id}", unless the server itself lists the longer name`,
          fix: { commands: [], edits, safe: false },
        },
      ];
    });
  },
};
