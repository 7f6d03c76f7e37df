import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import { contextSizes, loadedByOpenClaw } from "../checks/support/context.ts";
import { rowValue } from "../checks/support/paths.ts";
import type { CheckContext, Subject } from "../checks/types.ts";
import { asCount } from "../core/json.ts";
import { turnNeeds } from "../openclaw/floors.ts";
import { heartbeatSeconds } from "../openclaw/heartbeat.ts";
import { deepProbe, whyStop } from "../turn/probe.ts";
import type { DeepFacts, DeepTarget, LoadRequest, Route } from "../turn/types.ts";
import { askedModels, inferenceTarget } from "./asked.ts";
import { type Gathered, type GatherInput, gatherAgain } from "./gather.ts";

export interface DeepInput {
  /** Limit of one inference, in ms. */
  deepTimeoutMs: number;
  context: CheckContext;
  /** Only this model is asked. */
  trial?: Trial | undefined;
}

/** One model that is tried on its own, for what the report does not hold: texts and times. */
export interface Trial {
  ref: string;
  /** What requests were sent to and what came of them. The target holds the key: it must not be printed. */
  seen(target: DeepTarget, deep: DeepFacts): void;
}

/** Inferences that the providers of one server share. */
export interface DeepCache {
  /** By request. */
  readonly results: Map<string, Promise<DeepFacts>>;
  /** The servers that are not asked again, by origin, with the model that showed why. */
  readonly stopped: Map<string, NonNullable<ModelFacts["unasked"]>>;
}

/**
 * Sends the deep probes to the models in `open`. An inference may make the server load its model (Ollama, LM Studio), and
 * only then is its context known, so the server is read once more. After one that hung or stayed busy, the other models of
 * its server are not asked.
 *
 * After an interruption, models that were not reached keep `deep` null. The model in progress has `partial` facts,
 * without the inference that was cut off.
 */
export async function addDeepFacts(
  input: GatherInput & DeepInput,
  gathered: Gathered,
  open: readonly ModelFacts[],
  cache: DeepCache,
): Promise<Gathered> {
  const { trial } = input;
  const asked = askedModels(gathered.facts, open).filter(
    (one) => trial === undefined || one.ref === trial.ref,
  );
  const results = new Map<string, DeepFacts>();
  const left = new Map<string, ModelFacts["unasked"]>();
  const { origin } = gathered.facts.state;
  for (const model of asked) {
    const target = targetOf({ facts: gathered.facts, model, context: input.context }, gathered.apiKey);
    if (target === null || input.signal?.aborted) continue;
    // the heartbeat interval does not change the requests
    const key = JSON.stringify({ ...target, heartbeatSeconds: null });
    const { deepTimeoutMs: timeoutMs, signal, progress } = input;
    const known = cache.results.get(key);
    const stopped = cache.stopped.get(origin);
    if (known === undefined && stopped !== undefined) {
      left.set(model.ref, stopped);
      continue;
    }
    const running = known ?? deepProbe(input.http, target, { timeoutMs, signal, progress });
    cache.results.set(key, running);
    const deep = await running;
    results.set(model.ref, deep);
    trial?.seen(target, deep);
    const why = whyStop(deep.probes);
    if (why !== null) cache.stopped.set(origin, { ref: model.ref, why });
  }
  if (results.size === 0 && left.size === 0) return gathered;
  const wasUnknown = asked.some((m) => results.has(m.ref) && m.served?.contextAllocated.value == null);
  const mayAsk = !input.signal?.aborted && !cache.stopped.has(origin);
  const fresh = wasUnknown && mayAsk ? await gatherAgain(input, gathered) : gathered;
  const models = fresh.facts.models.map((m) => ({
    ...m,
    deep: results.get(m.ref) ?? null,
    unasked: left.get(m.ref),
  }));
  return { ...gathered, facts: { ...fresh.facts, models } };
}

function targetOf(subject: Subject, apiKey: string | null): DeepTarget | null {
  const { facts, model, context } = subject;
  const target = inferenceTarget(subject, apiKey);
  if (target === null) return null;
  const sizes = contextSizes(subject);
  return {
    ...target,
    // when the server does not report its context, the probes stay within the configured one, as OpenClaw does
    allocated: sizes.allocated ?? sizes.configured,
    tools: takesTools(subject),
    toolsOff: switchesToolsOff(subject) && subject.model.served?.capabilities.tools !== false,
    maxTokens: asCount(rowValue(subject, "maxTokens")) ?? null,
    otherRoute: otherRouteOf(target.route, facts),
    heartbeatSeconds: heartbeatOf(model, context),
    turnTokens: turnNeeds(context.openclaw.version).firstTurnPrompt,
    slots: model.served?.slots ?? null,
    load: loadOf(subject),
  };
}

/** What OpenClaw loads before a turn, if the model is not in memory. */
export function loadOf(subject: Subject): LoadRequest | null {
  const { served } = subject.model;
  const context = loadedByOpenClaw(subject);
  return served?.loaded === false && context !== null ? { model: served.id, context } : null;
}

/** With compat.supportsTools false OpenClaw sends no tools. Some servers accept them for any model. */
function takesTools(subject: Subject): boolean {
  const { facts, model } = subject;
  if (switchesToolsOff(subject)) return false;
  return model.served?.capabilities.tools !== false || facts.server.quirks.includes("tools-for-all");
}

function switchesToolsOff(subject: Subject): boolean {
  return rowValue(subject, "compat", "supportsTools") === false;
}

/** The other API at the same base URL, unless the server is known to lack it. */
function otherRouteOf(route: Route, facts: EndpointFacts): Route | null {
  if (route === "responses") return "chat";
  return route === "chat" && facts.state.responsesApi !== false ? "responses" : null;
}

function heartbeatOf(model: ModelFacts, context: CheckContext): number | null {
  const config = context.config?.value;
  const primary = model.refs.some((use) => use.kind === "primary") ? model.ref : null;
  return config === undefined ? null : heartbeatSeconds(config, model.ref, primary);
}
