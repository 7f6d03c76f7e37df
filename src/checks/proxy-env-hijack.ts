import { aboutEndpoint, listed, ran, skipped } from "./support/outcome.ts";
import { hostOf, isUsed, type ProxyTry } from "./support/reach.ts";
import type { Check, CheckContext, EndpointFacts } from "./types.ts";

/** What a local setup wants kept away from a proxy. */
const LOCAL = ["127.0.0.1", "localhost", "::1", "host.docker.internal"];

/** OpenClaw sends requests to a local server through a proxy that cannot deliver them. */
export const proxyEnvHijack: Check = {
  id: "proxy-env-hijack",
  title: "A proxy variable catches the requests to the local server",
  severity: "error",
  stage: "reachable",
  deep: false,
  after: ["redirected", "server-unreachable", "port-held-by-other-server", "baseurl-path", "server-401"],
  doc: {
    what: "HTTP_PROXY or HTTPS_PROXY is set where OpenClaw runs, NO_PROXY does not cover the server's address, and a request through the proxy fails while a direct one is answered.",
    why: "OpenClaw obeys these variables for loopback addresses, too. The user sees “Connection error.” and nothing of a proxy, and curl may well bypass it.",
    bad: "HTTP_PROXY=http://proxy:3128 without NO_PROXY",
    good: "NO_PROXY=127.0.0.1,localhost,::1,host.docker.internal",
  },
  run(facts, context) {
    if (facts.state.status !== "ready") return skipped("the server does not answer directly either");
    const bad = (facts.reach?.proxies ?? []).filter((one) => !one.answers);
    const [first] = bad;
    if (first === undefined) return ran();
    const names = listed([...new Set(bad.map((one) => one.variable))]);
    const places = listed([...new Set(bad.map(placeName))]);
    return ran([
      aboutEndpoint(facts, context, null, {
        severity: severityOf(facts, bad),
        message: `OpenClaw sends requests to ${hostOf(facts.baseUrl)} through the proxy of ${names} (${places}), and that fails: ${first.said}`,
        evidence: { variables: bad.map((one) => `${one.variable} (${one.where})`), direct: "answers" },
        ...remedy(facts, context, bad),
      }),
    ]);
  },
};

function placeName({ where }: ProxyTry): string {
  return where === "service" ? "OpenClaw's service" : "this environment";
}

/** With a service, the shell's variables catch only what is started in the shell. */
function severityOf(facts: EndpointFacts, bad: readonly ProxyTry[]): "error" | "warning" {
  const shellOnly = facts.reach?.hasService === true && bad.every((one) => one.where === "shell");
  return isUsed(facts) && !shellOnly ? "error" : "warning";
}

function remedy(facts: EndpointFacts, { platform }: CheckContext, bad: readonly ProxyTry[]) {
  const host = new URL(facts.baseUrl).hostname.replace(/^\[|\]$/g, "");
  const list = [...new Set([...LOCAL, host])].join(",");
  const commands =
    platform === "win32"
      ? [`setx NO_PROXY "${list}"`]
      : [`printf 'NO_PROXY=%s\\n' '${list}' >> ~/.openclaw/.env`];
  const service = bad.some((one) => one.where === "service");
  return {
    fixHint: `add the address to NO_PROXY where OpenClaw runs${service ? ", or take the proxy out of the service" : ""}, then restart the gateway`,
    fix: { commands: [...commands, "openclaw gateway restart"], edits: [], safe: false },
  };
}
