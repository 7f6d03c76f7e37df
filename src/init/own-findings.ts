import type { Finding } from "../core/finding.ts";
import type { InitChoices } from "./types.ts";

/**
 * The findings that decide whether init succeeded. It leaves out those about endpoints of providers that init neither
 * wrote nor routes to.
 */
export function ownFindings(
  findings: readonly Finding[],
  choices: Pick<InitChoices, "baseUrl" | "providerId" | "primary" | "fallbacks">,
): Finding[] {
  const own = new Set([choices.providerId, ...[choices.primary, ...choices.fallbacks].map(providerOf)]);
  return findings.filter(
    ({ endpoint, target }) =>
      endpoint === null || endpoint === choices.baseUrl || (target !== null && own.has(providerOf(target))),
  );
}

function providerOf(ref: string): string {
  return ref.split("/")[0] ?? ref;
}
