import { getIn } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { classifyHost, type HostClass } from "../../openclaw/locality.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { aboutEndpoint, ran, skipped } from "../support/outcome.ts";
import { isUsed } from "../support/reach.ts";
import type { Check, CheckContext, EndpointFacts } from "./types.ts";

/** The first release in which the guard against private addresses covers model providers. */
const GUARD_SINCE = "2026.5.10";

/** The server answers here, and OpenClaw's request guard keeps OpenClaw from asking it. */
export const privateNetBlocked: Check = {
  id: "private-net-blocked",
  title: "Host that OpenClaw's request guard blocks",
  severity: "error",
  stage: "reachable",
  deep: false,
  after: [
    "redirected",
    "server-unreachable",
    "port-held-by-other-server",
    "baseurl-path",
    "proxy-env-hijack",
  ],
  doc: {
    what: "The base URL is a host name that stands for a loopback or link-local address, and `request.allowPrivateNetwork` is not set.",
    why: 'OpenClaw guards its requests against such names. The user sees only "Connection error.", although curl works.',
    bad: 'baseUrl: "http://gpubox:8000/v1", where gpubox is 127.0.1.1 in /etc/hosts',
    good: "request: { allowPrivateNetwork: true } beside it, or the address instead of the name",
  },
  run(facts, context) {
    if (!["ready", "unauthorized", "loading"].includes(facts.state.status))
      return skipped("the server does not answer");
    const blocked = whatIsBlocked(facts, context);
    if (blocked === null) return ran();
    const name = new URL(facts.baseUrl).hostname;
    const path = context.pathOf(facts, null, "request", "allowPrivateNetwork");
    const stands = name.replace(/^\[|\]$/g, "") === blocked ? "" : `, which stands for ${blocked}`;
    return ran([
      aboutEndpoint(facts, context, "baseUrl", {
        severity: isUsed(facts) ? "error" : "warning",
        message: `The server answers, but OpenClaw ${context.openclaw.version} blocks requests to ${name}${stands}`,
        evidence: { addresses: [...(facts.reach?.addresses ?? [])] },
        // the guard lets 127.0.0.1 itself pass, a link-local address by no name at all
        fixHint:
          classifyHost(blocked) === "loopback"
            ? `set request.allowPrivateNetwork to true, or write ${blocked.includes(":") ? `[${blocked}]` : blocked} instead of the name`
            : "set request.allowPrivateNetwork to true",
        fix:
          path === null
            ? null
            : { commands: [], edits: [{ op: "set", path: formatPath(path), value: true }], safe: false },
      }),
    ]);
  },
};

/** The address for which the guard refuses, or null. */
function whatIsBlocked(facts: EndpointFacts, context: CheckContext): string | null {
  const { version } = context.openclaw;
  const { provider } = facts;
  if (provider === null || compareVersions(version, GUARD_SINCE) < 0) return null;
  const allowed = getIn(context.config?.value, [...provider.path, "request", "allowPrivateNetwork"]);
  // Ollama's own API goes another way, which is not guarded (measured on 2026.9.6).
  const api = provider.api ?? (provider.id === "ollama" ? "ollama" : null);
  if (allowed === true || api === "ollama") return null;
  const host = new URL(facts.baseUrl).hostname;
  const own = classifyHost(host);
  if (own === "loopback") return null;
  const isAddress = /^[\d.]+$|:/.test(host);
  const addresses = isAddress ? [host.replace(/^\[|\]$/g, "")] : (facts.reach?.addresses ?? []);
  // a name with a private address among them was not measured, and is none that the guard must refuse
  const [first] = addresses;
  const all = addresses.every((address) => isBlocked(classifyHost(address), isAddress));
  return first !== undefined && all ? first : null;
}

/** Measured on 2026.5.28, 2026.8.2 and 2026.9.6: names that stand for a private address pass, loopback itself does, too. */
function isBlocked(kind: HostClass, isAddress: boolean): boolean {
  return kind === "link-local" || (kind === "loopback" && !isAddress);
}
