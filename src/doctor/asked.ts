import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import { apiOf, requestContext } from "../checks/support/context.ts";
import { rowValue } from "../checks/support/paths.ts";
import type { Subject } from "../checks/types.ts";
import { requestSettings } from "../openclaw/request-settings.ts";
import type { RequestSettings } from "../ports/index.ts";
import type { InferenceTarget, Route } from "../turn/types.ts";
import { requestShape } from "./request-shape.ts";

/** The models among `open` to send requests to: those agents use, else the only chat model. Remote ones may cost money. */
export function askedModels(facts: EndpointFacts, open: readonly ModelFacts[]): ModelFacts[] {
  return candidates(facts).filter((model) => open.some((one) => one.ref === model.ref));
}

function candidates(facts: EndpointFacts): ModelFacts[] {
  // a server without a whole model list can only be asked
  const listless = facts.state.status === "no-list" || facts.state.traits.includes("lists-some");
  const chat = facts.models.filter(({ served }) =>
    served === null ? listless : (served.type === "llm" || served.type === "vlm") && !served.remote,
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
    settings: settingsOf(subject, route),
    askContext: route === "ollama" ? requestContext(subject) : null,
    shape: requestShape(subject),
  };
}

function settingsOf(subject: Subject, route: Route): RequestSettings | undefined {
  const { facts, context } = subject;
  if (facts.provider === null) return undefined;
  const { headers, tls } = requestSettings(facts.provider.entry, {
    env: context.env,
    hasKey: facts.key.source !== "none",
    api: route === "responses" ? "other" : route,
    rowHeaders: rowValue(subject, "headers"),
  });
  return { headers, tls };
}

function routeOf(api: string): Route | null {
  if (api === "openai-completions") return "chat";
  if (api === "openai-responses") return "responses";
  return api === "ollama" ? "ollama" : null;
}
