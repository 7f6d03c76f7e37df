import { type Safe, setFix } from "../../core/finding.ts";
import type { Unresolved } from "../../openclaw/request-settings.ts";
import type { EndpointFacts, OtherWay } from "../facts.ts";
import type { CheckFinding, Endpoint, Outcome } from "../types.ts";
import { aboutEndpoint } from "./outcome.ts";
import { providerPath } from "./paths.ts";

/** The first of the alternatives in `by` that reaches a model server; null if the address itself answers. */
export function answeringWay({ facts }: Endpoint, by: readonly OtherWay["by"][]): OtherWay | null {
  return facts.reach?.others.find((way) => way.answers && by.includes(way.by)) ?? null;
}

/** The outcome for a base URL that does not answer while another one does. */
export function useInstead(
  endpoint: Endpoint,
  way: OtherWay,
  said: { message: string; fixHint: string; safe: Safe; evidence?: CheckFinding["evidence"] },
): Outcome {
  const { facts } = endpoint;
  const { safe, ...words } = said;
  const finding = aboutEndpoint(endpoint, "baseUrl", {
    ...words,
    severity: isUsed(facts) ? "error" : "warning",
    evidence: { status: facts.state.status, answers: way.baseUrl, ...said.evidence },
    fix: setFix(providerPath(endpoint, "baseUrl"), way.baseUrl, { safe }),
  });
  return { status: "ran", blocks: true, verdict: "fail", findings: [finding] };
}

/** True when one of the endpoint's models is used, or when it is not known what is used. */
export function isUsed(facts: EndpointFacts): boolean {
  return facts.provider === null || facts.models.some((m) => m.used) || facts.models.length === 0;
}

/** "127.0.0.1:8000" of a base URL. */
export function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}

/** Why a part of OpenClaw's requests is missing here ("headers.X-Key: the variable X is not set here"), or null. */
export function unresolved({ sent }: EndpointFacts, ...parts: readonly Unresolved["part"][]): string | null {
  const missing = (sent?.unresolved ?? []).filter(({ part }) => parts.includes(part));
  return missing.length === 0 ? null : missing.map(({ setting, why }) => `${setting}: ${why}`).join("; ");
}
