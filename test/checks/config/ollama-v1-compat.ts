import { atUrl, type Cases, OWN, ollama, QWEN } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: atUrl('"http://127.0.0.1:11434/v1"', 'api: «"openai-completions", ', "ollama") },
    { text: atUrl('«"http://127.0.0.1:11434/v1"', "", "box") },
    { text: atUrl('"http://192.168.1.20:11434/v1"', 'api: «"openai-responses", ', "ollama") },
  ],
  passing: [
    atUrl('"http://127.0.0.1:11434"', 'api: "ollama", ', "ollama"),
    // harmless: OpenClaw removes the suffix itself
    atUrl('"http://127.0.0.1:11434/v1"', 'api: "ollama", ', "ollama"),
    {
      text: atUrl('"http://127.0.0.1:11434/v1"', 'api: "openai-completions", ', "ollama"),
      version: "2026.2.6-3",
    },
    '{ models: { providers: { box: { baseUrl: "http://127.0.0.1:11434", api: "openai-completions", apiKey: "x", models: [{ id: "q", name: "Q", api: "ollama", contextWindow: 65536, maxTokens: 8192, params: { num_ctx: 65536 } }] } } } }',
    // without its plugin there is no other API
    '{ plugins: { deny: ["ollama"] }, models: { providers: { ollama: { baseUrl: "http://127.0.0.1:11434/v1", api: "openai-completions", apiKey: "x", models: [{ id: "q", name: "Q", contextWindow: 65536 }] } } } }',
  ],
  scenarios: [
    {
      title: "Ollama under another name and port",
      server: () => ollama(),
      config: { model: QWEN },
      finds: "warning ollama-v1-compat",
      like: { path: "models.providers.local.api" },
      deepFinds: "warning ollama-v1-compat",
      afterwards: [],
    },
    { title: "through its own API", server: () => ollama(), config: OWN, finds: null },
  ],
};
