import type { EndpointFacts } from "../checks/facts.ts";
import { placeFinding } from "../checks/run/place.ts";
import {
  type FallbackFacts,
  type FallbackState,
  fallbackEvidence,
  fallbackNotTriggered,
  fallbackSentence,
  type PrimaryState,
} from "../checks/tool/fallback-not-triggered.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import type { Finding } from "../core/finding.ts";
import { getIn, isObject } from "../core/json.ts";
import type { ConfigView } from "../openclaw/types.ts";
import { findRow } from "../openclaw/view.ts";
import { LOCAL_LIMIT_SECONDS, runLimit, silentLimit } from "../openclaw/watchdog.ts";

/** Findings that keep the default model from answering. Their evidence names the fallbacks. */
const STOPPERS = ["server-unreachable", "server-401", "model-id-not-served"];

/** The fallbacks of the default model; null when it is not local or was not examined. */
export function fallbackFacts(
  view: ConfigView | null,
  endpoints: readonly EndpointFacts[],
  config: LoadedConfig | null,
): FallbackFacts | null {
  if (view === null || view.primary === null) return null;
  const ref = findRow(view, view.primary)?.row.ref ?? view.primary;
  const own = endpointOf(endpoints, ref);
  if (own === null) return null;
  const chain = [...new Set(view.fallbacks)].filter((one) => one !== view.primary && one !== ref);
  return {
    primary: ref,
    baseUrl: own.baseUrl,
    now: stateOf(own, ref),
    fallbacks: chain.map((one) => fallbackState(one, own, endpoints, view)),
    hangLimit: hangLimit(own, config),
    runLimit: runLimit(config?.value),
  };
}

function hangLimit({ provider, baseUrl }: EndpointFacts, config: LoadedConfig | null): number | null {
  if (provider === null)
    return silentLimit({ id: "", baseUrl, apiKey: { kind: "none" }, localService: false });
  const { id, api, apiKey, path, timeoutSeconds } = provider;
  const localService = isObject(getIn(config?.value, [...path, "localService"]));
  // OpenClaw takes only a positive one
  if (timeoutSeconds !== null && timeoutSeconds > 0) return timeoutSeconds;
  const limit = silentLimit({ id, baseUrl, apiKey, localService });
  // the limit of a local address is that of the OpenAI client; over Ollama's own API none was seen
  return api === "ollama" && limit > LOCAL_LIMIT_SECONDS ? null : limit;
}

/** Adds the fallbacks to the evidence of findings about a default model that does not answer. */
export function withFallback(findings: readonly Finding[], facts: FallbackFacts | null): Finding[] {
  if (facts === null || facts.now === "up") return [...findings];
  return findings.map((finding) => {
    const { checkId, endpoint, status, evidence } = finding;
    if (!STOPPERS.includes(checkId) || endpoint !== facts.baseUrl || status === "unverified") return finding;
    const fallback = { says: fallbackSentence(facts), ...fallbackEvidence(facts) };
    return { ...finding, evidence: { ...evidence, fallback } };
  });
}

/** The finding about the fallbacks alone. */
export function fallbackFinding(facts: FallbackFacts, config: LoadedConfig | null): Finding {
  const at = config === null ? null : ["agents", "defaults", "model"];
  return placeFinding(fallbackNotTriggered, { ...fallbackNotTriggered.finding(facts), at }, config);
}

function endpointOf(endpoints: readonly EndpointFacts[], ref: string): EndpointFacts | null {
  return endpoints.find((one) => one.models.some((model) => model.ref === ref)) ?? null;
}

function stateOf({ state, models }: EndpointFacts, ref: string): PrimaryState {
  switch (state.status) {
    case "ready":
      return models.find((model) => model.ref === ref)?.served === null ? "lacks-model" : "up";
    case "refused":
      return "refuses";
    case "timeout":
      return "no-connection";
    case "silent":
      return "hangs";
    case "unauthorized":
      return "denies";
    default:
      return "other";
  }
}

function fallbackState(
  ref: string,
  primary: EndpointFacts,
  endpoints: readonly EndpointFacts[],
  view: ConfigView,
): FallbackState {
  const full = findRow(view, ref)?.row.ref ?? ref;
  const own = endpointOf(endpoints, full);
  // nothing is known about a local provider that was not examined, so it counts like a hosted one
  if (own === null) return { ref: full, state: "hosted" };
  if (own.state.origin === primary.state.origin) return { ref: full, state: "same-server" };
  return { ref: full, state: stateOf(own, full) === "up" ? "alive" : "down" };
}
