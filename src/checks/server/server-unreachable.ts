import { fixOf } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import type { Verdict } from "../../core/report.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import type { EndpointFacts } from "../facts.ts";
import { enoughContext } from "../support/context.ts";
import { aboutEndpoint, evidence, ran } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { startCommandsFor } from "../support/product.ts";
import { isUsed } from "../support/reach.ts";
import { type CheckFinding, defineCheck, type Endpoint, type Outcome } from "../types.ts";

const DOWN = ["refused", "timeout", "unreachable", "error"];

export const serverUnreachable = defineCheck({
  id: "server-unreachable",
  title: "The model server does not answer",
  severity: "error",
  doc: {
    what: "The provider's base URL gives no usable HTTP response: the connection is refused, times out, or fails before any reply.",
    why: "OpenClaw reports this as “Connection error.” or “LLM request timed out” after up to a minute and a half of retries, and its own doctor does not contact the server at all.",
    seen: "GET http://127.0.0.1:1234/v1/models → connection refused",
    helps: "Start the server on that port (LM Studio: lms server start --port 1234), or correct baseUrl.",
  },
  server: {
    stage: "reachable",
    after: [
      "redirected",
      "ipv6-localhost",
      "server-bound-loopback",
      "docker-loopback",
      "wsl2-host-unreachable",
    ],
    run(endpoint) {
      const { status } = endpoint.facts.state;
      if (status === "slow") return stop("unverified", slow(endpoint));
      if (!DOWN.includes(status)) return ran();
      return startsOnDemand(endpoint) ? stop("unverified", onDemand(endpoint)) : stop("fail", down(endpoint));
    },
  },
});

/** An outcome that blocks all later stages. */
function stop(verdict: Verdict, finding: CheckFinding): Outcome {
  return { status: "ran", findings: [finding], verdict, blocks: true };
}

/** The server is up, so this is not a fault, but it could not be judged. */
function slow(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl } = endpoint.facts;
  return aboutEndpoint(endpoint, "baseUrl", {
    severity: "warning",
    status: "unverified",
    message: `${baseUrl} answers too slowly: it ${state.detail}, so nothing behind it was checked`,
    evidence: evidence({ status: state.status, firstAnswerMs: Math.round(state.ms) }),
    fixHint: "give it more time with --timeout 20000, or check what keeps the server busy",
  });
}

/** With `localService` OpenClaw starts the server when it is first needed. */
function startsOnDemand(endpoint: Endpoint): boolean {
  const path = providerPath(endpoint, "localService");
  return path !== null && getIn(endpoint.context.config?.value, path) !== undefined;
}

function onDemand(endpoint: Endpoint): CheckFinding {
  return aboutEndpoint(endpoint, "baseUrl", {
    severity: "info",
    status: "unverified",
    message: `${endpoint.facts.baseUrl} does not answer now, but OpenClaw starts this server itself (localService), so nothing behind it was checked`,
    evidence: tried(endpoint.facts),
  });
}

function down(endpoint: Endpoint): CheckFinding {
  const { facts, context } = endpoint;
  const { expected, baseUrl } = facts;
  const here = classifyUrl(baseUrl) === "loopback";
  const where = here ? "" : " on that machine, listening on its network address";
  const configured = facts.models.find((m) => m.used)?.row?.contextWindow ?? 0;
  const wanted = Math.max(configured, enoughContext(turnNeeds(context.openclaw.version)));
  return aboutEndpoint(endpoint, "baseUrl", {
    severity: isUsed(facts) ? "error" : "warning",
    message: `${baseUrl} cannot be reached: ${facts.state.detail}`,
    evidence: tried(facts),
    fixHint: `${hintOf(facts)}: start ${expected?.label ?? "the model server"}${where}, or correct baseUrl`,
    fix: fixOf({ commands: expected && here ? startCommandsFor(expected, endpoint, wanted) : [] }),
  });
}

function tried({ state, reach }: EndpointFacts) {
  const others = reach?.others.map((way) => way.baseUrl) ?? [];
  return evidence({
    status: state.status,
    waitedMs: Math.round(state.ms),
    // other ways that lead nowhere either
    alsoTried: others.length === 0 ? undefined : others,
  });
}

function hintOf({ state }: EndpointFacts): string {
  switch (state.status) {
    case "refused":
      return "nothing listens on that port";
    case "timeout":
      return "something may hold the port without answering, or a firewall drops the packets";
    case "unreachable":
      return "check host name, network and the scheme (http or https)";
    default:
      return "the response was not usable HTTP";
  }
}
