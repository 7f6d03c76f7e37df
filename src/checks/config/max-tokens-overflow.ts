import { formatPath } from "../../core/path.ts";
import { allRows } from "../support/config-refs.ts";
import { tokens } from "../support/config-text.ts";
import type { Rule } from "./types.ts";

/** An answer as large as the whole window. */
export const maxTokensOverflow: Rule = {
  id: "max-tokens-overflow",
  title: "Answer limit as large as the context",
  severity: "warning",
  doc: {
    what: "`maxTokens` of a local model is not smaller than its context window.",
    why: "Prompt and answer share the window. Servers that check the sum, such as vLLM, refuse the request.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192 }],
  } } },
}`,
  },
  run(context) {
    return allRows(context).flatMap(({ provider, row }) => {
      // contextTokens is a limit of OpenClaw alone; the window is what the server has.
      const window = row.contextWindow ?? row.contextTokens;
      if (provider.local !== true || window === null || row.maxTokens === null || row.maxTokens < window)
        return [];
      const at = [...row.path, "maxTokens"];
      const value = Math.min(8_192, Math.floor(window / 4));
      return [
        {
          at,
          target: row.ref,
          message: `maxTokens ${tokens(row.maxTokens)} leaves no room for a prompt in a window of ${tokens(window)}`,
          evidence: { maxTokens: row.maxTokens, contextWindow: window },
          fixHint: `set it to ${tokens(value)}`,
          fix: { commands: [], edits: [{ op: "set", path: formatPath(at), value }], safe: false },
        },
      ];
    });
  },
};
