import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import { apiOf, requestContext } from "../checks/support/context.ts";
import type { Subject } from "../checks/types.ts";
import type { InferenceTarget, Route } from "../turn/types.ts";
import { requestShape } from "./request-shape.ts";

/** The models among `open` to send requests to: those agents use, else the only chat model. Remote ones may cost money. */
export function askedModels(facts: EndpointFacts, open: readonly ModelFacts[]): ModelFacts[] {
  return candidates(facts).filter((model) => open.some((one) => one.ref === model.ref));
}

function candidates(facts: EndpointFacts): ModelFacts[] {
  const chat = facts.models.filter(
    ({ served }) => served !== null && (served.type === "llm" || served.type === "vlm") && !served.remote,
  );
  const used = chat.filter((model) => model.used);
  if (used.length > 0) return used;
  return chat.length === 1 ? chat : [];
}

/** How every inference reaches a model; null when this tool does not speak its API. */
export function inferenceTarget(subject: Subject, apiKey: string | null): InferenceTarget | null {
  const route = routeOf(apiOf(subject));
  if (route === null) return null;
  const { facts, model } = subject;
  return {
    ...{ baseUrl: facts.baseUrl, route, model: model.id, apiKey },
    askContext: route === "ollama" ? requestContext(subject) : null,
    shape: requestShape(subject),
  };
}

function routeOf(api: string): Route | null {
  if (api === "openai-completions") return "chat";
  if (api === "openai-responses") return "responses";
  return api === "ollama" ? "ollama" : null;
}
