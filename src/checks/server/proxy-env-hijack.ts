import { bareHost } from "../../core/address.ts";
import { fixOf } from "../../core/finding.ts";
import { listed } from "../../core/words.ts";
import type { EndpointFacts, ProxyTry } from "../facts.ts";
import { aboutEndpoint, perEndpoint, skipWhere } from "../support/outcome.ts";
import { hostOf, isUsed } from "../support/reach.ts";
import { type CheckFinding, defineCheck, type Endpoint } from "../types.ts";

/** Addresses that a local setup must not send through a proxy. */
const LOCAL = ["127.0.0.1", "localhost", "::1", "host.docker.internal"];

export const proxyEnvHijack = defineCheck({
  id: "proxy-env-hijack",
  title: "A proxy variable redirects requests to the local server",
  severity: "error",
  doc: {
    what: "HTTP_PROXY or HTTPS_PROXY is set where OpenClaw runs, NO_PROXY does not cover the server's address, and a request through the proxy fails while a direct one is answered.",
    why: "OpenClaw applies these variables to loopback addresses too. The user sees only “Connection error.”, with no mention of a proxy, and curl may bypass it.",
    seen: "HTTP_PROXY=http://proxy:3128 without NO_PROXY",
    helps: {
      always: {
        "environment of OpenClaw":
          "`NO_PROXY=127.0.0.1,localhost,::1,host.docker.internal`, also in `~/.openclaw/.env`",
      },
      because: "the requests do not get there",
    },
  },
  server: {
    stage: "reachable",
    after: ["redirected", "server-unreachable", "port-held-by-other-server", "baseurl-path", "server-401"],
    run: skipWhere(
      ({ facts }) =>
        ["ready", "no-list"].includes(facts.state.status)
          ? null
          : "the server does not answer directly either",
      perEndpoint(judge),
    ),
  },
});

function judge(endpoint: Endpoint): CheckFinding | null {
  const { facts } = endpoint;
  const bad = (facts.reach?.proxies ?? []).filter((one) => !one.answers);
  const [first] = bad;
  if (first === undefined) return null;
  const names = listed([...new Set(bad.map((one) => one.variable))]);
  const places = listed([...new Set(bad.map(placeName))]);
  return aboutEndpoint(endpoint, null, {
    severity: severityOf(facts, bad),
    message: `OpenClaw sends requests to ${hostOf(facts.baseUrl)} through the proxy of ${names} (${places}), and that fails: ${first.said}`,
    evidence: { variables: bad.map((one) => `${one.variable} (${one.where})`), direct: "answers" },
    ...remedy(endpoint, bad),
  });
}

function placeName({ where }: ProxyTry): string {
  return where === "service" ? "OpenClaw's service" : "this environment";
}

/** Where OpenClaw runs as a service, the shell's variables affect only what is started in the shell. */
function severityOf(facts: EndpointFacts, bad: readonly ProxyTry[]): "error" | "warning" {
  const shellOnly = facts.reach?.hasService === true && bad.every((one) => one.where === "shell");
  return isUsed(facts) && !shellOnly ? "error" : "warning";
}

function remedy({ facts, context: { platform, env } }: Endpoint, bad: readonly ProxyTry[]) {
  const host = bareHost(new URL(facts.baseUrl).hostname);
  const list = [...new Set([...LOCAL, host])].join(",");
  // a shell variable overrides OpenClaw's .env, so its existing entries must be kept
  const name = env["no_proxy"] === undefined ? "NO_PROXY" : "no_proxy";
  const inShell = (env[name] ?? "").trim() !== "" && bad.some((one) => one.where === "shell");
  const windows = inShell ? `setx ${name} "$env:${name},${list}"` : `setx ${name} "${list}"`;
  const unix = inShell
    ? `export ${name}="$${name},${list}"`
    : `printf '${name}=%s\\n' '${list}' >> ~/.openclaw/.env`;
  const service = bad.some((one) => one.where === "service");
  const where = inShell ? `the existing ${name}` : "NO_PROXY where OpenClaw runs";
  return {
    fixHint: `add the address to ${where}${service ? ", or remove the proxy from the service" : ""}, then restart the gateway`,
    fix: fixOf({ commands: [platform === "win32" ? windows : unix, "openclaw gateway restart"] }),
  };
}
