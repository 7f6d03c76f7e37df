import { apiOf, contextSizes } from "../checks/support/context.ts";
import type { CheckContext, DeepFacts, EndpointFacts, ModelFacts } from "../checks/types.ts";
import { getIn } from "../core/json.ts";
import { deepProbe } from "../deep/probe.ts";
import type { DeepTarget, Route } from "../deep/types.ts";
import { turnNeeds } from "../openclaw/floors.ts";
import { heartbeatSeconds } from "../openclaw/heartbeat.ts";
import { type Gathered, type GatherInput, gatherAgain } from "./gather.ts";
import { requestShape } from "./request-shape.ts";

export interface DeepInput {
  /** Limit of one inference, in ms. */
  deepTimeoutMs: number;
  context: CheckContext;
}

/** Inferences that were made, by what was asked: two providers of one server share them. */
export type DeepCache = Map<string, Promise<DeepFacts>>;

/**
 * Asks the models that nothing holds back. An inference may make the server load its model (Ollama, LM Studio), which
 * is when its context becomes known; so the server is then read once more.
 *
 * An interruption ends the asking: what is known so far is returned, models that were not asked keep `deep` null, and a
 * model that was being asked has `partial` facts, in which no cut-off inference stands.
 */
export async function addDeepFacts(
  input: GatherInput & DeepInput,
  gathered: Gathered,
  open: readonly ModelFacts[],
  cache: DeepCache,
): Promise<Gathered> {
  const asked = candidates(gathered.facts).filter((model) => open.some((o) => o.ref === model.ref));
  const results = new Map<string, DeepFacts>();
  for (const model of asked) {
    const target = targetOf(gathered, model, input.context);
    if (target === null || input.signal?.aborted) continue;
    // the interval between heartbeats changes no request
    const key = JSON.stringify({ ...target, heartbeatSeconds: null });
    const running = cache.get(key) ?? deepProbe(input.http, target, optionsOf(input));
    cache.set(key, running);
    const seen = withoutCut(await running);
    if (seen !== null) results.set(model.ref, seen);
  }
  if (results.size === 0) return gathered;
  const wasUnknown = !input.signal?.aborted && asked.some((m) => m.served?.contextAllocated.value == null);
  const fresh = wasUnknown ? await gatherAgain(input, gathered) : gathered;
  const models = fresh.facts.models.map((m) => ({ ...m, deep: results.get(m.ref) ?? null }));
  return { ...gathered, facts: { ...fresh.facts, models } };
}

/** The models of an endpoint that would be asked, and were not, or not to the end. */
export function unasked(facts: EndpointFacts, open: readonly ModelFacts[]): string[] {
  const wanted = candidates(facts).filter((model) => open.some((o) => o.ref === model.ref));
  return wanted.filter((model) => !isAsked(model)).map((model) => model.ref);
}

/** Both inferences were made, or the second was left out because of what the first showed. */
function isAsked({ deep, served }: ModelFacts): boolean {
  if (deep?.answer == null) return false;
  return deep.tools !== null || deep.answer.errorKind !== null || served?.capabilities.tools === false;
}

/** An inference that the interruption itself ended says nothing of the server. Null: nothing is left. */
function withoutCut(facts: DeepFacts): DeepFacts | null {
  const whole = (probe: DeepFacts["answer"]) => (probe?.error === INTERRUPTED ? null : probe);
  const kept = { ...facts, answer: whole(facts.answer), tools: whole(facts.tools) };
  return kept.answer === null && kept.tools === null ? null : kept;
}

/** The words of Http for a request that its signal ended. */
const INTERRUPTED = "interrupted";

function optionsOf(input: GatherInput & DeepInput) {
  return {
    timeoutMs: input.deepTimeoutMs,
    ...(input.signal ? { signal: input.signal } : {}),
    ...(input.progress ? { progress: input.progress } : {}),
  };
}

/** The models that are asked: what agents use, else the only chat model. Remote ones may cost money. */
function candidates(facts: EndpointFacts): ModelFacts[] {
  const chat = facts.models.filter(
    ({ served }) => served !== null && (served.type === "llm" || served.type === "vlm") && !served.remote,
  );
  const used = chat.filter((model) => model.used);
  if (used.length > 0) return used;
  return chat.length === 1 ? chat : [];
}

function targetOf(gathered: Gathered, model: ModelFacts, context: CheckContext): DeepTarget | null {
  const { facts, apiKey } = gathered;
  const route = routeOf(apiOf(facts, model));
  if (route === null) return null;
  const sizes = contextSizes(facts, model, context);
  return {
    baseUrl: facts.baseUrl,
    route,
    model: model.id,
    apiKey,
    allocated: sizes.allocated,
    askContext: route === "ollama" ? sizes.configured : null,
    tools: takesTools(facts, model, context),
    shape: requestShape(facts, model, context),
    otherRoute: otherRouteOf(route, facts),
    heartbeatSeconds: heartbeatOf(model, context),
    turnTokens: turnNeeds(context.openclaw.version).firstTurnPrompt,
    slots: model.served?.slots ?? null,
  };
}

/** compat.supportsTools false means that OpenClaw offers none; LM Studio takes them for any model. */
function takesTools(facts: EndpointFacts, model: ModelFacts, context: CheckContext): boolean {
  const compat = model.row ? [...model.row.path, "compat", "supportsTools"] : null;
  if (compat !== null && getIn(context.config?.value, compat) === false) return false;
  return model.served?.capabilities.tools !== false || facts.state.kind === "lmstudio";
}

/** The other API of the same base URL, unless the server is known not to have it. */
function otherRouteOf(route: Route, facts: EndpointFacts): Route | null {
  if (route === "responses") return "chat";
  return route === "chat" && facts.state.responsesApi !== false ? "responses" : null;
}

function heartbeatOf(model: ModelFacts, context: CheckContext): number | null {
  const config = context.config?.value;
  const primary = model.refs.some((use) => use.kind === "primary") ? model.ref : null;
  return config === undefined ? null : heartbeatSeconds(config, model.ref, primary);
}

/** The wire form of an api, or null when it is none that this tool speaks. */
function routeOf(api: string): Route | null {
  if (api === "openai-completions") return "chat";
  if (api === "openai-responses") return "responses";
  return api === "ollama" ? "ollama" : null;
}
