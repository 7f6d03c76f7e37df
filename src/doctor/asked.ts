import type { EndpointFacts, ModelFacts } from "../checks/types.ts";
import type { Route } from "../deep/types.ts";

/** The models that are asked: what agents use, else the only chat model. Remote ones may cost money. */
export function askedModels(facts: EndpointFacts): ModelFacts[] {
  const chat = facts.models.filter(
    ({ served }) => served !== null && (served.type === "llm" || served.type === "vlm") && !served.remote,
  );
  const used = chat.filter((model) => model.used);
  if (used.length > 0) return used;
  return chat.length === 1 ? chat : [];
}

/** The wire form of an api, or null when it is none that this tool speaks. */
export function routeOf(api: string): Route | null {
  if (api === "openai-completions") return "chat";
  if (api === "openai-responses") return "responses";
  return api === "ollama" ? "ollama" : null;
}
