import { formatPath } from "../../core/path.ts";
import type { CheckContext, CheckFinding, CheckOutcome, EndpointFacts } from "../server/types.ts";
import { aboutEndpoint } from "./outcome.ts";

/** Another way to the same server that was tried because the configured one does not answer. */
export interface OtherWay {
  /** The base URL with the other host. */
  baseUrl: string;
  /** The other loopback family; the host of the container; the default gateway; loopback instead of a network address. */
  by: "family" | "container-host" | "gateway" | "loopback";
  /** True: a model server answers there. */
  answers: boolean;
}

/** A request through a proxy that the environment asks for. */
export interface ProxyTry {
  /** The variable that names the proxy. */
  variable: string;
  /** Whose environment it is in. */
  where: "shell" | "service";
  answers: boolean;
  /** What came instead of an answer. */
  said: string;
}

/** How an endpoint can be reached from here; gathered beside its state. */
export interface ReachFacts {
  container: string | null;
  wsl: 1 | 2 | null;
  /** "nat" or "mirrored"; null: not told. */
  wslNetworking: string | null;
  /** Empty while the address itself answers. */
  others: OtherWay[];
  proxies: ProxyTry[];
  /** OpenClaw runs as a service here, with an environment of its own. */
  hasService: boolean;
  /** What a host name stands for; null: no name, or not known. */
  addresses: readonly string[] | null;
}

/** The first of the ways in `by` that leads to a model server; null while the address itself answers. */
export function answeringWay(facts: EndpointFacts, by: readonly OtherWay["by"][]): OtherWay | null {
  return facts.reach?.others.find((way) => way.answers && by.includes(way.by)) ?? null;
}

/** The finding of a base URL that leads nowhere while another one does. */
export function useInstead(
  facts: EndpointFacts,
  context: CheckContext,
  way: OtherWay,
  said: { message: string; fixHint: string; safe: boolean; evidence?: CheckFinding["evidence"] },
): CheckOutcome {
  const place = context.pathOf(facts, null, "baseUrl");
  return {
    status: "ran",
    blocks: true,
    verdict: "fail",
    findings: [
      aboutEndpoint(facts, context, "baseUrl", {
        severity: isUsed(facts) ? "error" : "warning",
        message: said.message,
        evidence: { status: facts.state.status, answers: way.baseUrl, ...said.evidence },
        fixHint: said.fixHint,
        fix:
          place === null
            ? null
            : {
                commands: [],
                edits: [{ op: "set", path: formatPath(place), value: way.baseUrl }],
                safe: said.safe,
              },
      }),
    ],
  };
}

/** True when a fault of the whole endpoint bites: something uses one of its models, or nobody says what is used. */
export function isUsed(facts: EndpointFacts): boolean {
  return facts.provider === null || facts.models.some((m) => m.used) || facts.models.length === 0;
}

/** "127.0.0.1:8000" of a base URL. */
export function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}
