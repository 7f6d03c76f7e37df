import { configuredContext } from "../../openclaw/view.ts";
import { usedRows } from "../support/config-refs.ts";
import { providerKey } from "../support/config-text.ts";
import type { Rule } from "./types.ts";

/** Providers whose plugin asks the server for the context size. */
const ASKS_SERVER = new Set(["lmstudio", "ollama", "llama-cpp"]);

/** A local model in use without a context size. */
export const noContextDeclared: Rule = {
  id: "no-context-declared",
  title: "Local model without a context size",
  severity: "warning",
  doc: {
    what: "A local model that OpenClaw runs on has neither `contextWindow` nor `contextTokens`.",
    why: "OpenClaw does not ask the server; it assumes a large window, and compacts the conversation only when the server has long refused or cut it.",
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3" }],
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
    // Without a default model the row may be one of many that a plugin or another file completes.
    if (context.view.primary === null) return [];
    return usedRows(context).flatMap(({ provider, row }) => {
      if (provider.local !== true || ASKS_SERVER.has(provider.id) || configuredContext(row) !== null)
        return [];
      // Releases from 2026.5 to 2026.7 took one for all models of a provider.
      const ofProvider = ["contextWindow", "contextTokens"].some(
        (key) => typeof providerKey(context, provider, key) === "number",
      );
      if (ofProvider) return [];
      return [
        {
          at: [...row.path, "id"],
          target: row.ref,
          message: `${row.ref} has no contextWindow, so OpenClaw assumes one that the server may not have`,
          fixHint: "set contextWindow to what the server has loaded the model with",
        },
      ];
    });
  },
};
