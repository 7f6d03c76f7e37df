import { trimSlashes } from "../../core/address.ts";
import { fixOf, setFix } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import type { Verdict } from "../../core/report.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import type { EndpointFacts } from "../facts.ts";
import { enoughContext } from "../support/context.ts";
import { startOn } from "../support/helps.ts";
import { aboutEndpoint, evidence, ran } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { modelNote, startCommandsFor } from "../support/product.ts";
import { hostOf, isUsed, unresolved } from "../support/reach.ts";
import { certificateFault } from "../support/tls.ts";
import { type CheckFinding, defineCheck, type Endpoint, type Outcome } from "../types.ts";

const DOWN = ["refused", "timeout", "unreachable", "error"];

export const serverUnreachable = defineCheck({
  id: "server-unreachable",
  title: "The model server cannot be reached",
  severity: "error",
  doc: {
    what: "The provider's base URL gives no usable HTTP response: the connection is refused, times out, or fails before any reply; the server speaks http where baseUrl says https, or the reverse; or its certificate is not accepted.",
    why: "OpenClaw reports this as “Connection error.” or “LLM request timed out” after one to five minutes of retries, and its own doctor does not contact the server at all.",
    seen: "GET http://127.0.0.1:1234/v1/models → connection refused",
    helps: {
      byServer: startOn(0),
      also: {
        "OpenClaw config":
          "`models.providers.<id>.baseUrl` with the other scheme, where the finding names it",
        "self-signed certificate": "its PEM text in `models.providers.<id>.request.tls.ca`",
      },
    },
  },
  server: {
    stage: "reachable",
    after: [
      "server-loading",
      "redirected",
      "ipv6-localhost",
      "server-bound-loopback",
      "docker-loopback",
      "wsl2-host-unreachable",
    ],
    run(endpoint) {
      const { facts } = endpoint;
      const { status } = facts.state;
      if (status === "slow") return stop("unverified", slow(endpoint));
      if (status === "silent") return silent(endpoint);
      const scheme = wrongScheme(endpoint);
      if (!DOWN.includes(status) && scheme === null) return ran();
      const unread = unresolved(facts, "proxy") ?? (isTls(facts) ? unresolved(facts, "tls") : null);
      if (unread !== null) return stop("unverified", notAsOpenClaw(endpoint, unread));
      if (scheme !== null) return stop("fail", scheme);
      if (isTls(facts) && mayTrust(facts))
        return stop(
          "unverified",
          notAsOpenClaw(endpoint, "OpenClaw's service trusts certificates of its own"),
        );
      if (startsOnDemand(endpoint)) return stop("unverified", onDemand(endpoint));
      return stop("fail", untrusted(endpoint) ?? down(endpoint));
    },
  },
});

/** An outcome that blocks all later stages. */
function stop(verdict: Verdict, finding: CheckFinding): Outcome {
  return { status: "ran", findings: [finding], verdict, blocks: true };
}

function isTls({ state }: EndpointFacts): boolean {
  return state.failure?.kind === "tls";
}

/** Unknown counts as yes. */
function mayTrust({ reach }: EndpointFacts): boolean {
  const own = reach?.ownCertificates;
  return own !== undefined && own !== false;
}

/** OpenClaw sends something that cannot be read here, so the failure may be this tool's own. */
function notAsOpenClaw(endpoint: Endpoint, why: string): CheckFinding {
  const { state, baseUrl } = endpoint.facts;
  return aboutEndpoint(endpoint, "request", {
    severity: "warning",
    status: "unverified",
    message: `${baseUrl} could not be checked as OpenClaw reaches it: ${why} (without it: ${state.detail})`,
    evidence: evidence({ status: state.status }),
    fixHint: "run the doctor where these settings can be read",
  });
}

/** The server speaks the other scheme, which one request has shown. */
function wrongScheme(endpoint: Endpoint): CheckFinding | null {
  const { facts } = endpoint;
  const shown = facts.reach?.otherScheme ?? null;
  if (shown === null) return null;
  const toTls = shown.baseUrl.startsWith("https:");
  const fault = certificateFault({ ...facts, baseUrl: shown.baseUrl }, shown.code);
  const serves = shown.shows === "model-server";
  return aboutEndpoint(endpoint, "baseUrl", {
    severity: isUsed(facts) ? "error" : "warning",
    message: toTls
      ? `${hostOf(facts.baseUrl)} speaks TLS, but baseUrl begins with http://${fault === null ? "" : `; ${fault.what}`}`
      : `${hostOf(facts.baseUrl)} speaks plain HTTP, but baseUrl begins with https://`,
    evidence: evidence({ seen: facts.state.detail, answers: shown.baseUrl, certificate: shown.code }),
    fixHint: `set baseUrl to ${shown.baseUrl}${fault === null ? "" : `, and ${fault.fixHint}`}`,
    fix: setFix(providerPath(endpoint, "baseUrl"), shown.baseUrl, {
      // elsewhere, prompts and keys would lose their encryption
      safe:
        serves &&
        (toTls || classifyUrl(facts.baseUrl) === "loopback") &&
        "no request works with this scheme, and the same port lists models with the other one",
    }),
  });
}

/** The server runs and speaks TLS, but its certificate is not accepted. */
function untrusted(endpoint: Endpoint): CheckFinding | null {
  const { facts } = endpoint;
  const fault = certificateFault(facts, facts.state.failure?.code ?? null);
  if (fault === null) return null;
  return aboutEndpoint(endpoint, "baseUrl", {
    severity: isUsed(facts) ? "error" : "warning",
    message: `${facts.baseUrl} cannot be used: ${fault.what}`,
    evidence: evidence({ status: facts.state.status, code: facts.state.failure?.code }),
    fixHint: fault.fixHint + fault.orElse,
  });
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

/** A wait (ms) after which a server that says nothing hangs, rather than being busy. */
const LONG_WAIT_MS = 30_000;

/** It takes connections, so it is there: it may work on a request of somebody else, one at a time, or hang. */
function silent(endpoint: Endpoint): Outcome {
  const { state, baseUrl } = endpoint.facts;
  const hangs = state.ms >= LONG_WAIT_MS * 0.95;
  const finding = aboutEndpoint(endpoint, "baseUrl", {
    severity: hangs && isUsed(endpoint.facts) ? "error" : "warning",
    status: hangs ? "found" : "unverified",
    message: hangs
      ? `${baseUrl} hangs: it ${state.detail}`
      : `${baseUrl} ${state.detail}: it may be busy with another request, so nothing behind it was checked`,
    evidence: evidence({ status: state.status, waitedMs: Math.round(state.ms) }),
    fixHint: hangs
      ? "check its log, and restart it if no request is running"
      : `wait until the server is free, or give it more time: --timeout ${Math.round(LONG_WAIT_MS / 1000)}s`,
  });
  return stop(hangs ? "fail" : "unverified", finding);
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
  const { expected, baseUrl, state } = facts;
  const here = classifyUrl(baseUrl) === "loopback";
  const where = here ? "" : " on that machine, listening on its network address";
  const configured = facts.models.find((m) => m.used)?.row?.contextWindow ?? 0;
  const wanted = Math.max(configured, enoughContext(turnNeeds(context.openclaw.version)));
  // what answers, or cuts the connection, does run
  const silent = state.status !== "error";
  const answers = state.httpStatus !== undefined;
  const subject = answers && !state.detail.startsWith("a proxy") ? "it " : "";
  const printed = expected !== null && here && silent;
  const start = `start ${expected?.label ?? "the model server"}${where}, or correct baseUrl${orHost(facts)}${printed ? modelNote(expected, endpoint) : ""}${ifStarted(facts)}`;
  return aboutEndpoint(endpoint, "baseUrl", {
    severity: isUsed(facts) ? "error" : "warning",
    message: `${baseUrl} cannot be ${answers ? "used" : "reached"}: ${subject}${state.detail}`,
    evidence: tried(facts),
    fixHint: silent ? `${hintOf(facts)}: ${start}` : hintOf(facts),
    fix: fixOf({ commands: printed ? startCommandsFor(expected, endpoint, wanted) : [] }),
  });
}

/** Nothing shows whether it is being started: its port is closed until then. */
function ifStarted({ expected, state }: EndpointFacts): string {
  const late = state.status === "refused" && expected?.quirks.includes("listens-once-loaded");
  return late ? `; if it was just started, wait: ${expected?.label} listens once its model is loaded` : "";
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

function hintOf({ state, reach, baseUrl }: EndpointFacts): string {
  const inside =
    reach?.container == null ? "" : " in this container, which has loopback addresses of its own";
  switch (state.status) {
    case "refused":
      return `nothing listens on that port${inside}`;
    case "timeout":
      return `no connection came about: the machine is off, a firewall drops the packets${/^https:/i.test(baseUrl) ? ", or the server does not speak https" : ""}`;
    case "unreachable":
      return "check host name, network and the scheme (http or https)";
    default:
      return errorHint(state);
  }
}

const HOST_NAMES: Readonly<Record<string, string>> = {
  docker: "host.docker.internal",
  podman: "host.containers.internal",
};

/** Inside a container the loopback address is the container itself. The address of its host is named, not tried. */
function orHost({ baseUrl, reach, state }: EndpointFacts): string {
  const name = HOST_NAMES[reach?.container ?? ""];
  const tried = reach?.others.some(({ by }) => by === "container-host") === true;
  if (name === undefined || tried || state.status !== "refused" || classifyUrl(baseUrl) !== "loopback")
    return "";
  const url = new URL(baseUrl);
  url.hostname = name;
  return `; for a server on the container's host: ${trimSlashes(url.href)} (not tried)`;
}

function errorHint({ httpStatus, failure, detail }: EndpointFacts["state"]): string {
  if (httpStatus === 504) return "raise the proxy's time limit, and check whether the server behind it runs";
  if (httpStatus === 502 || httpStatus === 503 || detail.startsWith("a proxy"))
    return "start the server behind the proxy, or correct the address to which the proxy passes requests on";
  if (httpStatus !== undefined) return "check the server's log for this request";
  if (failure?.kind === "tls")
    return "check that baseUrl has the right scheme and port, and how the server's TLS is set up";
  if (failure?.kind === "reset")
    return "check the server's log: something listens there and cuts the connection; over https it may require a client certificate (request.tls.cert and .key)";
  return "check baseUrl and the provider's headers";
}
