import { bareHost } from "../../core/address.ts";
import { setFix } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { classifyHost, classifyUrl, type HostClass } from "../../openclaw/locality.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { effectiveApi } from "../support/config-refs.ts";
import { providerKey, writtenBaseUrl } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { aboutEndpoint, perEndpoint, skipWhere } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { isUsed } from "../support/reach.ts";
import { type ConfigFinding, defineCheck, type Endpoint } from "../types.ts";

/** The first release whose guard against private addresses covers model providers. */
const GUARD_SINCE = "2026.5.10";

/** Since this release the configured address itself is trusted. */
const TRUST_SINCE = "2026.5.20";

/**
 * Since the configured origin is trusted, names and addresses of a private network pass (run on 2026.5.28, 2026.8.2 and
 * 2026.9.6), except link-local ones and names that resolve to loopback. Only doctor looks names up.
 */
function isBlocked(host: HostClass | null, version: string): boolean {
  if (host === "link-local") return true;
  if (compareVersions(version, TRUST_SINCE) >= 0) return false;
  return host !== null && host !== "loopback" && host !== "unspecified" && host !== "public";
}

/** A host that OpenClaw's request guard blocks unless it is told to trust private networks. */
export const privateNetBlocked = defineCheck({
  id: "private-net-blocked",
  title: "Host that OpenClaw's request guard blocks",
  severity: "error",
  doc: {
    what: "`request.allowPrivateNetwork` is false for a server in a private network or on this machine, or it is not set, and the base URL is a link-local address (169.254.x.x, fe80::), or any host in a private network with OpenClaw 2026.5.10 to 2026.5.19. `doctor` also looks host names up and reports one that resolves to a loopback or link-local address.",
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
    helps: {
      always: { "OpenClaw config": "`models.providers.<id>.request.allowPrivateNetwork: true`" },
      because: "OpenClaw blocks the request before it leaves",
    },
  },
  config: {
    run: each(providers, (provider, context) => {
      const { version } = context.openclaw;
      if (compareVersions(version, GUARD_SINCE) < 0) return null;
      const url = writtenBaseUrl(context, provider);
      const host = url === null ? null : classifyUrl(url);
      const allowed = providerKey(context, provider, "request", "allowPrivateNetwork");
      // Ollama's native API uses another path, which is not guarded (run on 2026.9.6).
      if (url === null || allowed === true || effectiveApi({ provider }) === "ollama") return null;
      const allowPath = [...provider.path, "request", "allowPrivateNetwork"];
      if (allowed === false && isRefused(host, version)) return refused(provider, url, allowPath);
      if (!isBlocked(host, version)) return null;
      const linkLocal = host === "link-local";
      return {
        at: [...provider.path, "baseUrl"],
        severity: linkLocal ? "error" : "warning",
        target: provider.id,
        endpoint: url,
        message: `OpenClaw ${version} blocks requests to ${new URL(url).hostname}`,
        fixHint: linkLocal
          ? "use another address, or set request.allowPrivateNetwork to true"
          : "update OpenClaw, or set request.allowPrivateNetwork to true",
        // not safe: it turns off a protection, and 169.254.169.254 is the metadata service of a cloud
        fix: setFix(allowPath, true),
      };
    }),
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
    run: skipWhere(
      ({ facts }) =>
        ["ready", "unauthorized", "loading"].includes(facts.state.status)
          ? null
          : "the server does not answer",
      perEndpoint((endpoint) => {
        const { facts, context } = endpoint;
        const blocked = whatIsBlocked(endpoint);
        if (blocked === null) return null;
        const name = new URL(facts.baseUrl).hostname;
        const stands = bareHost(name) === blocked ? "" : `, which stands for ${blocked}`;
        return aboutEndpoint(endpoint, "baseUrl", {
          severity: isUsed(facts) ? "error" : "warning",
          message: `The server answers, but OpenClaw ${context.openclaw.version} blocks requests to ${name}${stands}`,
          evidence: { addresses: [...(facts.reach?.addresses ?? [])] },
          // the guard allows 127.0.0.1 itself, but no link-local address
          fixHint:
            classifyHost(blocked) === "loopback"
              ? `set request.allowPrivateNetwork to true, or write ${blocked.includes(":") ? `[${blocked}]` : blocked} instead of the name`
              : "set request.allowPrivateNetwork to true",
          fix: setFix(providerPath(endpoint, "request", "allowPrivateNetwork"), true),
        });
      }),
    ),
  },
});

/** True for the hosts that `allowPrivateNetwork: false` blocks, loopback included (run on 2026.9.6). */
function isRefused(host: HostClass | null, version: string): boolean {
  return (
    host !== null && host !== "public" && host !== "unspecified" && compareVersions(version, TRUST_SINCE) >= 0
  );
}

function refused({ id }: ProviderView, url: string, at: ConfigPath): ConfigFinding {
  return {
    at,
    target: id,
    endpoint: url,
    message: `allowPrivateNetwork: false makes OpenClaw block requests to ${new URL(url).hostname}, although the config names it`,
    fixHint: "remove it, so that the configured address itself is trusted, or set it to true",
    // someone set it on purpose
    fix: setFix(at, true),
  };
}

/** The address that the guard blocks, or null. */
function whatIsBlocked({ facts, context }: Endpoint): string | null {
  const { provider, baseUrl, reach } = facts;
  if (provider === null || compareVersions(context.openclaw.version, GUARD_SINCE) < 0) return null;
  const allowed = getIn(context.config?.value, [...provider.path, "request", "allowPrivateNetwork"]);
  // Ollama's native API uses another path, which is not guarded (measured on 2026.9.6).
  if (allowed === true || effectiveApi({ provider }) === "ollama") return null;
  const host = new URL(baseUrl).hostname;
  if (classifyHost(host) === "loopback") return null;
  const isAddress = /^[\d.]+$|:/.test(host);
  const addresses = isAddress ? [bareHost(host)] : (reach?.addresses ?? []);
  // a name that also resolves to a private address was not measured, and may pass
  const [first] = addresses;
  const all = addresses.every((address) => liveIsBlocked(classifyHost(address), isAddress));
  return first !== undefined && all ? first : null;
}

/** Measured on 2026.5.28, 2026.8.2 and 2026.9.6: names for private addresses pass, and so does loopback itself. */
function liveIsBlocked(kind: HostClass, isAddress: boolean): boolean {
  return kind === "link-local" || (kind === "loopback" && !isAddress);
}
