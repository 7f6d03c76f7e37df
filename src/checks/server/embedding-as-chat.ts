import { aboutModel, evidence, forModels, listed } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import type { Check } from "./types.ts";

/** An agent runs on a model that cannot chat. */
export const embeddingAsChat: Check = {
  id: "embedding-as-chat",
  title: "An embedding model is used for chat",
  severity: "error",
  stage: "listed",
  deep: false,
  doc: {
    what: "The model that an agent uses is an embedding model, as the server itself says.",
    why: "Servers list embedding models beside chat models. A chat request to one fails with a 400 or answers nonsense.",
    bad: "{ agents: { defaults: { model: 'lmstudio/text-embedding-nomic-embed-text-v1.5' } } }",
    good: "{ agents: { defaults: { model: 'lmstudio/qwen/qwen3-coder-30b' } } }",
  },
  run(facts, context) {
    const chat = facts.state.models.filter((m) => m.type === "llm" || m.type === "vlm").map((m) => m.id);
    return forModels(facts, (model) => {
      if (!model.used || model.served?.type !== "embedding") return null;
      const place = model.refs[0]?.path;
      const finding = aboutModel(facts, model, context, "id", {
        message: `${model.ref} is an embedding model at ${ProductName(facts.state)}: it cannot answer a chat`,
        evidence: evidence({ type: model.served.type, chatModels: chat.slice(0, 20) }),
        fixHint:
          chat.length > 0
            ? `use a chat model of this server: ${listed(chat)}`
            : "load a chat model on this server and use that",
      });
      return place === undefined ? finding : { ...finding, at: place };
    });
  },
};
