import { formatPath } from "../../core/path.ts";
import { isReadVersion } from "../support/config-local.ts";
import { callingRefs, effectiveApi, isChat, resolveRef, usedRows } from "../support/config-refs.ts";
import { pluginOff } from "../support/ollama.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** Ollama's own API without the plugin that speaks it. */
export const ollamaPluginOff = defineCheck({
  id: "ollama-plugin-off",
  title: "Ollama's plugin is switched off",
  severity: "error",
  doc: {
    what: 'A model in use goes through `api: "ollama"`, and the plugin is off: `plugins.entries.ollama.enabled` is false, `plugins.deny` lists it, or `plugins.enabled` is false.',
    why: 'The plugin alone speaks this API. Every turn ends with "No API provider registered for api: ollama", and no request reaches the server. `plugins.allow` without it does no harm, and LM Studio and vLLM need no plugin.',
    bad: `{
  agents: { defaults: { model: { primary: "ollama/qwen3:8b" } } },
  plugins: { entries: { ollama: { enabled: false } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    apiKey: "ollama-local",
    api: "ollama",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536, params: { num_ctx: 65536 } }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "ollama/qwen3:8b" } } },
  plugins: { entries: { ollama: { enabled: true } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    apiKey: "ollama-local",
    api: "ollama",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536, params: { num_ctx: 65536 } }],
  } } },
}`,
  },
  config: {
    run(context) {
      const ref = isReadVersion(context) ? refThroughOllama(context) : null;
      const off = ref === null ? null : pluginOff(context);
      if (off === null) return [];
      return [
        {
          at: off.at,
          target: ref,
          message: `${formatPath(off.at)} switches off the plugin that speaks Ollama's API, so ${ref} cannot be used`,
          fixHint: 'enable the plugin, or set api to "openai-completions" and let the base URL end in /v1',
          // someone switched it off on purpose
          fix: off.fix,
        },
      ];
    },
  },
});

/** A model in use that goes through Ollama's own API. */
function refThroughOllama(context: ConfigContext): string | null {
  const found = usedRows(context).find((row) => effectiveApi(row) === "ollama");
  if (found !== undefined) return found.row.ref;
  const use = callingRefs(context).find((one) => {
    const state = resolveRef(context, one.ref);
    if (state.kind === "no-row") return isChat(one) && effectiveApi(state) === "ollama";
    return isChat(one) && state.kind === "plugin" && state.providerId.toLowerCase() === "ollama";
  });
  return use?.ref ?? null;
}
