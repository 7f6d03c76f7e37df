import { listed } from "../../core/words.ts";
import { callingRefs } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { aboutModel, evidence, perModel, UNKNOWN } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** Names of models for embeddings, ranking or speech, which cannot chat. */
const NO_CHAT =
  /(?:^|[-_/.:])(?:text-embedding|embed|embeddings?|embeddinggemma|reranker?|bge(?:-m3)?|nomic-embed|whisper|tts|kokoro)(?:$|[-_/.:@])/i;

/** An agent's model that cannot chat. */
export const embeddingAsChat = defineCheck({
  id: "embedding-as-chat",
  title: "Model that cannot chat",
  severity: "error",
  doc: {
    what: "A model that agents use is, by its name, made for embeddings, ranking or speech. `doctor` also reports a model that the server itself lists as an embedding model.",
    why: "The server refuses chat requests to it or returns nonsense. Such a model is often the first one in a server's list.",
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
    seen: "{ agents: { defaults: { model: 'lmstudio/text-embedding-nomic-embed-text-v1.5' } } }",
    helps: {
      always: {
        "OpenClaw config":
          '`agents.defaults.model.primary: "lmstudio/qwen/qwen3-coder-30b"`, or another chat model',
      },
      because: "no server makes a chat model of it",
    },
  },
  config: {
    run: each(callingRefs, (use) => {
      if (use.kind === "media") return null;
      const model = use.ref.slice(use.ref.indexOf("/") + 1);
      if (!NO_CHAT.test(model)) return null;
      return {
        at: use.path,
        target: use.ref,
        guess: true,
        message: `By its name, ${model} is not a chat model`,
        fixHint: "name a chat model here; embeddings are set under memory.search",
      };
    }),
  },
  server: {
    stage: "listed",
    run: perModel((subject) => {
      const { state } = subject.facts;
      const { ref, used, served, refs } = subject.model;
      if (served?.type == null) return UNKNOWN;
      if (!used || served.type !== "embedding") return null;
      const chat = state.models.filter((m) => m.type === "llm" || m.type === "vlm").map((m) => m.id);
      return aboutModel(subject, "id", {
        at: refs[0]?.path,
        message: `${ref} is an embedding model at ${ProductName(state)}: it cannot answer a chat`,
        evidence: evidence({ type: served.type, chatModels: chat.slice(0, 20) }),
        fixHint:
          chat.length > 0
            ? `use a chat model of this server: ${listed(chat)}`
            : "load a chat model on this server and use that",
      });
    }),
  },
});
