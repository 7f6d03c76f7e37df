import { portOf } from "../../core/address.ts";
import { type FixEdit, fixOf } from "../../core/finding.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { effectiveApi } from "../support/config-refs.ts";
import { writtenBaseUrl } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** The oldest schema on record that has `api: "ollama"`. */
const NATIVE_SINCE = "2026.2.26";

/** Ollama through its OpenAI-compatible API. */
export const ollamaV1Compat = defineCheck({
  id: "ollama-v1-compat",
  title: "Ollama through its OpenAI-compatible API",
  severity: "warning",
  doc: {
    what: "A provider that is Ollama (by its id or its port, 11434) uses an `openai-*` API instead of `ollama`.",
    why: "On that route Ollama does not take the context size from OpenClaw, and tool calls of many models arrive as text.",
    bad: `{
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434/v1",
    api: "openai-completions",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    api: "ollama",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(providers, (provider, context) => {
      if (compareVersions(context.openclaw.version, NATIVE_SINCE) < 0) return null;
      const url = writtenBaseUrl(context, provider);
      const api = effectiveApi({ provider });
      const isOllama = provider.local === true && (provider.id === "ollama" || portOf(url ?? "") === 11_434);
      if (!isOllama || !/^openai-(?:completions|responses)$/.test(api)) return null;
      const edits: FixEdit[] = [{ op: "set", path: [...provider.path, "api"], value: "ollama" }];
      const native = url?.replace(/\/v1\/*$/, "");
      if (native !== undefined && native !== url)
        edits.push({ op: "set", path: [...provider.path, "baseUrl"], value: native });
      return {
        at: [...provider.path, provider.api === null ? "baseUrl" : "api"],
        target: provider.id,
        endpoint: provider.baseUrl,
        message: `${provider.id} is Ollama, but OpenClaw talks to it through ${api}`,
        fixHint: 'set api to "ollama" and remove /v1 from the base URL',
        fix: fixOf({ edits }),
      };
    }),
  },
});
