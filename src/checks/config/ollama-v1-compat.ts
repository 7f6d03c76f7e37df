import { portOf } from "../../core/address.ts";
import { fixOf } from "../../core/finding.ts";
import { apisOf } from "../support/config-refs.ts";
import { writtenBaseUrl } from "../support/config-text.ts";
import { apiOf } from "../support/context.ts";
import { each, providers } from "../support/each.ts";
import { only } from "../support/helps.ts";
import { nativeEdits, pluginOff } from "../support/ollama.ts";
import { aboutEndpoint, matters, onlyFor, perEndpoint } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

const OLLAMA_PORT = 11_434;
const OPENAI = /^openai-(?:completions|responses)$/;
const HINT = 'set api to "ollama" and remove /v1 from the base URL';

/** Ollama through its OpenAI-compatible API. */
export const ollamaV1Compat = defineCheck({
  id: "ollama-v1-compat",
  title: "Ollama through its OpenAI-compatible API",
  severity: "warning",
  doc: {
    what: "A provider that is Ollama (by its id or its port, 11434) uses an `openai-*` API instead of `ollama`. `doctor` goes by what answers at the address.",
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
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536, params: { num_ctx: 65536 } }],
  } } },
}`,
    seen: "{ baseUrl: 'http://127.0.0.1:8000/v1', api: 'openai-completions' }   // GET /api/version → 0.33.0",
    helps: {
      byServer: only("ollama", '`models.providers.<id>.api: "ollama"`, and its `baseUrl` without `/v1`'),
    },
  },
  config: {
    run: each(providers, (provider, context) => {
      const url = writtenBaseUrl(context, provider);
      const api = apisOf(provider).find((one) => OPENAI.test(one));
      const isOllama =
        provider.local === true &&
        (provider.id.toLowerCase() === "ollama" || portOf(url ?? "") === OLLAMA_PORT);
      // without its plugin, the other API is the only one
      if (!isOllama || api === undefined || pluginOff(context) !== null) return null;
      const edits = nativeEdits(provider, context);
      if (edits.length === 0) return null;
      return {
        at: [...provider.path, provider.api === null ? "baseUrl" : "api"],
        target: provider.id,
        endpoint: provider.baseUrl,
        message: `${provider.id} is Ollama, but OpenClaw talks to it through ${api}`,
        fixHint: HINT,
        fix: fixOf({ edits }),
      };
    }),
  },
  server: {
    stage: "context",
    after: ["ollama-context-default", "context-below-floor"],
    run: onlyFor(
      "ollama",
      "Ollama",
      perEndpoint((endpoint) => {
        const { facts, context } = endpoint;
        const { provider } = facts;
        const used = facts.models.find((model) => matters({ facts, model }));
        if (provider === null || context.config === null || used === undefined) return null;
        if (pluginOff(context) !== null) return null;
        const api = apiOf({ facts, model: used });
        const edits = OPENAI.test(api) ? nativeEdits(provider, { ...context, config: context.config }) : [];
        if (edits.length === 0) return null;
        return aboutEndpoint(endpoint, provider.api === null ? "baseUrl" : "api", {
          message: `${provider.id} is Ollama, but OpenClaw talks to it through ${api}`,
          fixHint: HINT,
          fix: fixOf({ edits }),
        });
      }),
    ),
  },
});
