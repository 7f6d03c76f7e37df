import { formatPath } from "../../core/path.ts";
import { askedNumCtx } from "../../openclaw/num-ctx.ts";
import { isLocalRow, isReadVersion, namedRows } from "../support/config-local.ts";
import { effectiveApi } from "../support/config-refs.ts";
import { tokens } from "../support/config-text.ts";
import type { Rule } from "./types.ts";

/** What Ollama allocates below 23 GiB of GPU memory when nobody asks for more (its routes.go since 0.15.5). */
const OLLAMA_DEFAULT = 4_096;

/** A window that OpenClaw plans with and Ollama is never told. */
export const ollamaContextDefault: Rule = {
  id: "ollama-context-default",
  title: "Context window that Ollama is not told",
  severity: "warning",
  doc: {
    what: 'A model in use goes through `api: "ollama"` with a `contextWindow` above 4,096, and nothing sets `num_ctx`: no `params.num_ctx`, and since 2026.8.1 no `contextTokens` either. `doctor --deep --context` measures how much Ollama then takes in.',
    why: "On Ollama's own API OpenClaw sends `num_ctx` from those two only, never from `contextWindow`. Ollama then takes its own default, 4,096 tokens on most machines, while OpenClaw plans for the whole window: the beginning of the prompt is cut off, with the instructions in it.",
    bad: `{
  agents: { defaults: { model: { primary: "ollama/qwen3:8b" } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    apiKey: "ollama-local",
    api: "ollama",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536, maxTokens: 8192 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "ollama/qwen3:8b" } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    apiKey: "ollama-local",
    api: "ollama",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536, maxTokens: 8192, params: { num_ctx: 65536 } }],
  } } },
}`,
  },
  run(context) {
    // Below this release a row has no params, and what is sent was not read.
    if (!isReadVersion(context)) return [];
    return namedRows(context).flatMap((found) => {
      const { row } = found;
      const window = row.contextWindow;
      if (effectiveApi(found) !== "ollama" || !isLocalRow(found)) return [];
      if (window === null || window <= OLLAMA_DEFAULT) return [];
      if (askedNumCtx(context.config.value, found, context.openclaw.version) !== undefined) return [];
      return [
        {
          at: [...row.path, "contextWindow"],
          target: row.ref,
          message: `OpenClaw plans ${row.ref} with ${tokens(window)} tokens but does not ask Ollama for them`,
          evidence: { contextWindow: window, ollamaDefault: OLLAMA_DEFAULT },
          fixHint: `set params.num_ctx to ${tokens(window)}, or to what fits into memory, and contextWindow to the same`,
          fix: {
            commands: [],
            edits: [{ op: "set", path: formatPath([...row.path, "params", "num_ctx"]), value: window }],
            // a window that does not fit into memory is better found out by hand
            safe: false,
          },
        },
      ];
    });
  },
};
