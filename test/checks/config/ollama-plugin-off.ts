import type { Cases } from "../support/kit.ts";

const config = (plugins: string, provider = "ollama", api = "ollama") => `{
  agents: { defaults: { model: { primary: "${provider}/qwen3:8b" } } },
  plugins: { ${plugins} },
  models: { providers: { ${provider}: {
    baseUrl: "http://127.0.0.1:8000${api === "ollama" ? "" : "/v1"}", apiKey: "local", api: "${api}",
    models: [{ id: "qwen3:8b", name: "Qwen3", contextWindow: 65536, params: { num_ctx: 65536 } }],
  } } },
}`;

export const cases: Cases = {
  failing: [
    { text: config("entries: { ollama: { enabled: «false } }") },
    { text: config('deny: ["browser", «"ollama"]') },
    { text: config("enabled: «false") },
    // the plugin goes by the API, not by the provider's id
    { text: config("entries: { ollama: { enabled: «false } }", "home") },
    {
      text: `{
        agents: { defaults: { model: { primary: "ollama/qwen3:8b" } } },
        plugins: { deny: [«"ollama"] },
      }`,
    },
  ],
  passing: [
    config('allow: ["telegram"]'),
    config("entries: { ollama: { enabled: true } }"),
    config('deny: ["lmstudio"]', "lmstudio", "openai-completions"),
    config("enabled: false", "vllm", "openai-completions"),
    // another model is in use
    `{
      agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-6" } } },
      plugins: { deny: ["ollama"] },
    }`,
  ],
};
