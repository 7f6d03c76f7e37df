import type { JsonObject } from "../../../src/core/json.ts";
import { type Cases, LMSTUDIO, lms, NOMIC, OWN, ollama, QWEN, setup, startLmStudio } from "../support/kit.ts";

const memory = (search: string, more = "") => setup({ rest: `memory: { search: ${search} }, ${more}` });

const embedder = { key: NOMIC, type: "embedding" as const, maxContext: 2_048 };
const searching = (search: JsonObject): JsonObject => ({ memory: { search } });

export const cases: Cases = {
  failing: [
    { text: setup({ rest: "memory: { «search: { enabled: true } }," }) },
    { text: setup({ rest: 'memory: { «search: { model: "text-embedding-3-small" } },' }) },
    { text: setup({ ...LMSTUDIO, rest: 'memory: { «search: { enabled: true, provider: "auto" } },' }) },
  ],
  passing: [
    setup(),
    memory('{ enabled: true, provider: "lmstudio" }'),
    memory("{ enabled: false }"),
    memory("{ rememberAcrossConversations: true }"),
    memory('{ enabled: true, provider: "none" }'),
    memory("{ enabled: true }", 'env: { vars: { OPENAI_API_KEY: "${OPENAI_API_KEY}" } },'),
    memory(
      "{ enabled: true }",
      'auth: { profiles: { "openai:default": { provider: "openai", mode: "api_key" } } },',
    ),
    memory("{ enabled: true }").replace(
      '{ primary: "local/qwen3" }',
      '{ primary: "local/qwen3", fallbacks: ["openai/gpt-5.5"] }',
    ),
  ],
  scenarios: [
    {
      title: "enabled without a provider, and LM Studio has an embedding model",
      server: () => startLmStudio({ models: [embedder, lms("qwen3")] }),
      config: { id: "lmstudio", model: "qwen3", more: searching({ enabled: true }) },
      finds: "info memory-search-needs-openai",
      edits: { "memory.search.provider": "lmstudio", "memory.search.model": NOMIC },
    },
    {
      title: "the same with Ollama",
      server: () => ollama({ models: [{ id: QWEN }, { id: "nomic-embed-text:latest", type: "embedding" }] }),
      config: { ...OWN, model: QWEN, more: searching({ enabled: true }) },
      finds: "info memory-search-needs-openai",
    },
    {
      title: "a provider is set",
      server: () => startLmStudio({ models: [embedder, lms("qwen3")] }),
      config: { id: "lmstudio", model: "qwen3", more: searching({ enabled: true, provider: "lmstudio" }) },
      finds: null,
    },
    {
      title: "memory search is not configured",
      server: () => startLmStudio({ models: [embedder, lms("qwen3")] }),
      config: { id: "lmstudio", model: "qwen3" },
      finds: null,
    },
  ],
};
