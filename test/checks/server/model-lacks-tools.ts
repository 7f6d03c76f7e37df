import { type Cases, llamacpp, OWN, ollama, QWEN } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "Ollama says so of the model",
      server: () => ollama({ models: [{ id: QWEN, tools: false }] }),
      config: OWN,
      finds: "error model-lacks-tools",
      says: /^Ollama .*takes no tools/,
    },
    {
      title: "llama.cpp says so of the template",
      server: () => llamacpp({ templateTools: false }),

      finds: "error model-lacks-tools",
    },
    {
      title: "the config declares it chat-only",
      server: () => llamacpp({ templateTools: false }),
      config: { row: { compat: { supportsTools: false } } },
      finds: null,
    },
    {
      title: "another model of the list takes none",
      server: () => ollama({ models: [{ id: QWEN }, { id: "chat-only:1b", tools: false }] }),
      config: OWN,
      finds: null,
    },
  ],
};
