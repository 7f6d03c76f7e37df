import { getIn } from "../../core/json.ts";
import { classifyHost, classifyUrl, type HostClass } from "../../openclaw/locality.ts";
import { compareVersions } from "../../openclaw/version.ts";
import type { EndpointFacts } from "../facts.ts";
import { effectiveApi } from "../support/config-refs.ts";
import { providerKey, writtenBaseUrl } from "../support/config-text.ts";
import { aboutEndpoint, ran, skipped } from "../support/outcome.ts";
import { isUsed } from "../support/reach.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** The first release in which the guard against private addresses covers model providers. */
const GUARD_SINCE = "2026.5.10";

/** From this release on the configured address itself is trusted. */
const TRUST_SINCE = "2026.5.20";

/**
 * Since the configured origin is trusted, names and addresses of a private network pass (run on 2026.5.28, 2026.8.2 and
 * 2026.9.6), except link-local ones and names that turn out to be loopback. The latter shows only when the name is
 * looked up, which is a job for doctor.
 */
function isBlocked(host: HostClass | null, version: string): boolean {
  if (host === "link-local") return true;
  if (compareVersions(version, TRUST_SINCE) >= 0) return false;
  return host === "private" || host === "bare-name" || host === "mdns" || host === "container-host";
}

/** The first release in which the guard against private addresses covers model providers. */
const LIVE_GUARD_SINCE = "2026.5.10";

/** A host that OpenClaw's request guard blocks unless it is told to trust private networks. */
export const privateNetBlocked = defineCheck({
  id: "private-net-blocked",
  title: "Host that OpenClaw's request guard blocks",
  severity: "error",
  doc: {
    what: "The base URL is a link-local address (169.254.x.x, fe80::), or the OpenClaw is one from 2026.5.10 to 2026.5.19 and the host is any in a private network, and `request.allowPrivateNetwork` is not set. `doctor` also looks names up: one that stands for a loopback or link-local address is blocked, too. On a running server: the base URL is a host name that stands for a loopback or link-local address, and `request.allowPrivateNetwork` is not set.",
    why: 'OpenClaw guards its requests against private addresses. The user sees only "Connection error.".',
    bad: `{
  models: { providers: { gpu: {
    baseUrl: "http://169.254.10.2:8000/v1",
    apiKey: "local",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { gpu: {
    baseUrl: "http://169.254.10.2:8000/v1",
    apiKey: "local",
    api: "openai-completions",
    request: { allowPrivateNetwork: true },
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    seen: 'baseUrl: "http://gpubox:8000/v1", where gpubox is 127.0.1.1 in /etc/hosts',
    helps: "request: { allowPrivateNetwork: true } beside it, or the address instead of the name",
  },
  config: {
    run(context) {
      const { version } = context.openclaw;
      if (compareVersions(version, GUARD_SINCE) < 0) return [];
      return context.view.providers.flatMap((provider) => {
        const url = writtenBaseUrl(context, provider);
        const host = url === null ? null : classifyUrl(url);
        const allowed = providerKey(context, provider, "request", "allowPrivateNetwork");
        // Ollama's own API goes another way, which is not guarded (run on 2026.9.6).
        if (url === null || allowed === true || effectiveApi({ provider }) === "ollama") return [];
        if (!isBlocked(host, version)) return [];
        return [
          {
            at: [...provider.path, "baseUrl"],
            severity: host === "link-local" ? ("error" as const) : ("warning" as const),
            target: provider.id,
            endpoint: url,
            message: `OpenClaw ${version} blocks requests to ${new URL(url).hostname}`,
            fixHint:
              host === "link-local"
                ? "use another address, or set request.allowPrivateNetwork to true"
                : "update OpenClaw, or set request.allowPrivateNetwork to true",
            fix: {
              commands: [],
              edits: [
                {
                  op: "set" as const,
                  path: [...provider.path, "request", "allowPrivateNetwork"],
                  value: true,
                },
              ],
              safe: allowed === undefined,
            },
          },
        ];
      });
    },
  },
  server: {
    stage: "reachable",
    after: [
      "redirected",
      "server-unreachable",
      "port-held-by-other-server",
      "baseurl-path",
      "proxy-env-hijack",
    ],
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
              : { commands: [], edits: [{ op: "set", path: path, value: true }], safe: false },
        }),
      ]);
    },
  },
});

/** The address for which the guard refuses, or null. */
function whatIsBlocked(facts: EndpointFacts, context: CheckContext): string | null {
  const { version } = context.openclaw;
  const { provider } = facts;
  if (provider === null || compareVersions(version, LIVE_GUARD_SINCE) < 0) return null;
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
  const all = addresses.every((address) => liveIsBlocked(classifyHost(address), isAddress));
  return first !== undefined && all ? first : null;
}

/** Measured on 2026.5.28, 2026.8.2 and 2026.9.6: names that stand for a private address pass, loopback itself does, too. */
function liveIsBlocked(kind: HostClass, isAddress: boolean): boolean {
  return kind === "link-local" || (kind === "loopback" && !isAddress);
}
