import { getIn } from "../../core/json.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import type { EndpointFacts } from "../facts.ts";
import { enoughContext } from "../support/context.ts";
import { aboutEndpoint, evidence, ran } from "../support/outcome.ts";
import { startCommandsFor } from "../support/product.ts";
import { type CheckContext, defineCheck, type Outcome } from "../types.ts";

const DOWN = ["refused", "timeout", "unreachable", "error"];

/** Nothing answers at the base URL, or nothing that speaks HTTP. */
export const serverUnreachable = defineCheck({
  id: "server-unreachable",
  title: "The model server does not answer",
  severity: "error",
  doc: {
    what: "No usable HTTP answer comes from the provider's base URL: the connection is refused, times out, or fails before any reply.",
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
    run(facts, context) {
      const { state } = facts;
      if (state.status === "slow") return slow(facts, context);
      if (!DOWN.includes(state.status)) return ran();
      const used = facts.provider === null || facts.models.some((m) => m.used) || facts.models.length === 0;
      const onDemand = startsOnDemand(facts, context);
      return {
        status: "ran",
        blocks: true,
        verdict: onDemand ? "unverified" : "fail",
        findings: [
          aboutEndpoint(facts, context, "baseUrl", {
            severity: onDemand ? "info" : used ? "error" : "warning",
            status: onDemand ? "unverified" : "found",
            message: onDemand
              ? `${facts.baseUrl} does not answer now, but OpenClaw starts this server itself (localService), so nothing behind it was checked`
              : `${facts.baseUrl} cannot be reached: ${state.detail}`,
            evidence: evidence({
              status: state.status,
              waitedMs: Math.round(state.ms),
              alsoTried: alsoTried(facts),
            }),
            ...(onDemand ? {} : remedy(facts, context)),
          }),
        ],
      };
    },
  },
});

/** It is there, so this is no fault; but what was not told in time could not be judged. */
function slow(facts: EndpointFacts, context: CheckContext): Outcome {
  const finding = aboutEndpoint(facts, context, "baseUrl", {
    severity: "warning",
    status: "unverified",
    message: `${facts.baseUrl} answers too slowly: it ${facts.state.detail}, so nothing behind it was checked`,
    evidence: evidence({ status: facts.state.status, firstAnswerMs: Math.round(facts.state.ms) }),
    fixHint: "give it more time with --timeout 20000, or look at what keeps the server busy",
  });
  return { status: "ran", findings: [finding], verdict: "unverified", blocks: true };
}

/** `localService` lets OpenClaw start the server when it is first needed. */
function startsOnDemand(facts: EndpointFacts, context: CheckContext): boolean {
  const path = facts.provider?.path;
  return path !== undefined && getIn(context.config?.value, [...path, "localService"]) !== undefined;
}

/** Other ways that lead nowhere either. */
function alsoTried({ reach }: EndpointFacts): string[] | undefined {
  const tried = (reach?.others ?? []).map((way) => way.baseUrl);
  return tried.length === 0 ? undefined : tried;
}

function remedy(facts: EndpointFacts, context: CheckContext) {
  const { expected } = facts;
  const here = classifyUrl(facts.baseUrl) === "loopback";
  const where = here ? "" : " on that machine, listening on its network address";
  const configured = facts.models.find((m) => m.used)?.row?.contextWindow ?? 0;
  const wanted = Math.max(configured, enoughContext(turnNeeds(context.openclaw.version)));
  const commands = expected && here ? startCommandsFor(expected, facts, context, wanted) : [];
  const name = expected?.label ?? "the model server";
  return {
    fixHint: `${hintOf(facts)}: start ${name}${where}, or correct baseUrl`,
    fix: commands.length > 0 ? { commands, edits: [], safe: false } : null,
  };
}

function hintOf(facts: EndpointFacts): string {
  switch (facts.state.status) {
    case "refused":
      return "nothing listens on that port";
    case "timeout":
      return "something may hold the port without answering, or a firewall drops the packets";
    case "unreachable":
      return "check host name, network and the scheme (http or https)";
    default:
      return "the answer was no usable HTTP";
  }
}
