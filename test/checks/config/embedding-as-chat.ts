import {
  type Cases,
  inMemory,
  lms,
  NOMIC,
  named,
  OWN,
  ollama,
  QWEN,
  startLmStudio,
  TWO,
  use,
} from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    {
      text: use(
        'model: { primary: «"lmstudio/text-embedding-nomic-embed-text-v1.5" }',
        named("text-embedding-nomic-embed-text-v1.5"),
        "lmstudio",
      ),
    },
    { text: use('model: { primary: "local/qwen3", fallbacks: [«"lmstudio/bge-m3"] }') },
    {
      text: use(
        'model: { primary: "local/qwen3" }, heartbeat: { model: «"local/nomic-embed-text" }',
        TWO.replace('"small"', '"nomic-embed-text"'),
      ),
    },
  ],
  passing: [
    use('model: { primary: "local/embers-7b" }', named("embers-7b")),
    use('model: { primary: "local/qwen3" }', TWO.replace('"small"', '"bge-m3"')),
    use('model: { primary: "local/e5-chat-7b" }', named("e5-chat-7b")),
  ],
  scenarios: [
    {
      title: "LM Studio lists it as an embedding model",
      server: () =>
        startLmStudio({ models: [{ key: NOMIC, type: "embedding", instances: [inMemory(NOMIC)] }] }),
      config: { id: "lmstudio", model: NOMIC },
      finds: "error embedding-as-chat",
      says: /cannot answer a chat/,
    },
    {
      title: "Ollama lists it as an embedding model",
      server: () => ollama({ models: [{ id: QWEN }, { id: "nomic-embed-text:latest", type: "embedding" }] }),
      config: { ...OWN, model: "nomic-embed-text:latest", row: { contextTokens: 65_536 } },
      finds: "error embedding-as-chat",
    },
    {
      title: "an embedding model next to the chat model",
      server: () => ollama({ models: [{ id: QWEN }, { id: "nomic-embed-text:latest", type: "embedding" }] }),
      config: OWN,
      finds: null,
    },
    {
      title: "a chat model whose name looks like an embedding model",
      server: () => startLmStudio({ models: [lms("embed-and-chat")] }),
      config: { id: "lmstudio", model: "embed-and-chat" },
      finds: null,
    },
    {
      title: "suggests a chat model of the same server",
      server: () =>
        startLmStudio({ models: [{ key: NOMIC, type: "embedding", maxContext: 2_048 }, lms("qwen3")] }),
      config: { id: "lmstudio", model: NOMIC },
      finds: "error embedding-as-chat",
      hint: /qwen3/,
    },
  ],
};
