import { type Cases, defaults, OWN, ollama, provider, QWEN } from "../support/kit.ts";

function cloud(id: string, primary: string): string {
  return provider(
    `baseUrl: "http://127.0.0.1:11434", apiKey: "ollama-local", api: "ollama", models: [{ ${id}, name: "M", contextWindow: 65536, params: { num_ctx: 65536 } }]`,
    { id: "ollama", rest: defaults(`model: { primary: ${JSON.stringify(primary)} }`) },
  );
}

export const cases: Cases = {
  failing: [
    { text: cloud('id: «"gpt-oss:120b-cloud"', "ollama/gpt-oss:120b-cloud") },
    { text: cloud('id: «"kimi-k2.5:cloud"', "ollama/kimi-k2.5:cloud") },
    { text: cloud('id: «"qwen3-coder:480b-cloud"', "ollama/qwen3-coder:480b-cloud") },
  ],
  passing: [
    cloud('id: "gpt-oss:20b"', "ollama/gpt-oss:20b"),
    cloud('id: "kimi-k2.5:cloud"', "anthropic/claude-opus-4-6"),
    // a name that only contains the word "cloud"
    cloud('id: "cloud-llama:8b"', "ollama/cloud-llama:8b"),
  ],
  scenarios: [
    {
      title: "a cloud tag in a local config, confirmed by Ollama",
      research: "15c",
      server: () => ollama({ models: [{ id: "gpt-oss:120b-cloud" }], cloud: ["gpt-oss:120b-cloud"] }),
      config: { ...OWN, model: "gpt-oss:120b-cloud" },
      finds: "info ollama-cloud-not-local",
    },
    {
      title: "remote without the tag: another check reports it",
      server: () => ollama({ models: [{ id: "big:latest" }], cloud: ["big:latest"] }),
      config: { ...OWN, model: "big:latest" },
      finds: "warning model-remote",
    },
    {
      title: "hosted models are in use anyway",
      server: () => ollama({ models: [{ id: "gpt-oss:120b-cloud" }], cloud: ["gpt-oss:120b-cloud"] }),
      config: {
        ...OWN,
        model: "gpt-oss:120b-cloud",
        more: {
          agents: {
            defaults: {
              model: { primary: "ollama/gpt-oss:120b-cloud", fallbacks: ["anthropic/claude-sonnet-5"] },
            },
          },
        },
      },
      finds: null,
    },
    { title: "a model of its own", server: () => ollama(), config: { ...OWN, model: QWEN }, finds: null },
  ],
};
