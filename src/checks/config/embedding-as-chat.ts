import { callingRefs } from "../support/config-refs.ts";
import type { Rule } from "./types.ts";

/** Names of models that embed, rank, listen or speak, but do not chat. */
const NO_CHAT =
  /(?:^|[-_/.:])(?:text-embedding|embed|embeddings?|embeddinggemma|reranker?|bge(?:-m3)?|nomic-embed|whisper|tts|kokoro)(?:$|[-_/.:@])/i;

/** A model that cannot chat as the model of an agent. */
export const embeddingAsChat: Rule = {
  id: "embedding-as-chat",
  title: "Model that cannot chat",
  severity: "error",
  doc: {
    what: "By its name, a model that agents run on is made for embeddings, ranking or speech.",
    why: "The server refuses chat requests to it, or answers nonsense. It is often the first one in a server's list.",
    bad: `{
  agents: { defaults: { model: { primary: "lmstudio/text-embedding-nomic-embed-text-v1.5" } } },
  models: { providers: { lmstudio: {
    baseUrl: "http://127.0.0.1:1234/v1",
    apiKey: "lmstudio",
    models: [{ id: "text-embedding-nomic-embed-text-v1.5", name: "Nomic", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "lmstudio/qwen3" } } },
  models: { providers: { lmstudio: {
    baseUrl: "http://127.0.0.1:1234/v1",
    apiKey: "lmstudio",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    return callingRefs(context).flatMap((use) => {
      const model = use.ref.slice(use.ref.indexOf("/") + 1);
      if (!NO_CHAT.test(model)) return [];
      return [
        {
          at: use.path,
          target: use.ref,
          message: `By its name, ${model} is not a chat model`,
          fixHint: "name a chat model here; embeddings are set under memory.search",
        },
      ];
    });
  },
};
