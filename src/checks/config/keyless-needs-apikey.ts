import { setFix } from "../../core/finding.ts";
import { getIn, getKey, isObject } from "../../core/json.ts";
import { classifyUrl, type HostClass } from "../../openclaw/locality.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import { isKeyHeader } from "../../openclaw/secret-places.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { effectiveApi } from "../support/config-refs.ts";
import { providerKey } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** The first release measured to call a local provider without a key. */
const KEYLESS_SINCE = "2026.4.15";

/** Before this release only loopback addresses passed. */
const PRIVATE_SINCE = "2026.5.28";

/** The names of the host that OpenClaw's auth code treats as local. */
const KNOWN_HOSTS = new Set(["docker.orb.internal", "host.docker.internal", "host.orb.internal"]);

/**
 * Why OpenClaw requires a key, or null (hasSyntheticLocalProviderAuthConfig and isLocalProviderBaseUrl of 2026.4.15 to
 * 2026.9.6; run on 2026.9.6): the provider must set `api`, and its host must be loopback, an RFC 1918 address,
 * `.local` or Docker's name for the host.
 */
function reason({ openclaw: { version } }: ConfigContext, provider: ProviderView): string | null {
  if (compareVersions(version, KEYLESS_SINCE) < 0)
    return `OpenClaw ${version} requires an apiKey for every provider, even a local one`;
  const url = provider.baseUrl;
  const host = url === null ? null : classifyUrl(url);
  if (url === null || host === null) return null;
  if (isTakenForLocal(new URL(url).hostname, host, version))
    return provider.api === null ? "Without apiKey OpenClaw calls a provider only if its api is set" : null;
  // which release in between first accepted more than loopback is unknown
  const isUnread = compareVersions(version, PRIVATE_SINCE) < 0 && compareVersions(version, "2026.5.0") >= 0;
  if (isUnread && !["bare-name", "private-name", "public"].includes(host)) return null;
  return `OpenClaw requires an apiKey, because it does not treat ${new URL(url).hostname} as local`;
}

function isTakenForLocal(name: string, host: HostClass, version: string): boolean {
  if (host === "loopback" || host === "unspecified") return true;
  if (compareVersions(version, PRIVATE_SINCE) < 0) return false;
  if (host === "container-host") return KNOWN_HOSTS.has(name);
  return host === "mdns" || (host === "private" && !/^100\.|^\[/.test(name));
}

/** A header or `request.auth` with a key. OpenClaw sends it, but from this release it is known to require a key as well. */
const HEADER_IS_NO_KEY = "2026.9.6";

function hasKeyHeader(context: ConfigContext, provider: ProviderView): boolean {
  const read = (...keys: string[]) => providerKey(context, provider, ...keys);
  const headers = [read("headers"), read("request", "headers")];
  return (
    read("request", "auth") !== undefined ||
    headers.some((one) => isObject(one) && Object.keys(one).some(isKeyHeader))
  );
}

/** Other places that can hold the key of a provider. */
function hasKeyElsewhere(context: ConfigContext, provider: ProviderView): boolean {
  const auth = providerKey(context, provider, "auth");
  if (auth !== undefined && auth !== "api-key" && auth !== "token") return true;
  if (compareVersions(context.openclaw.version, HEADER_IS_NO_KEY) < 0) {
    if (auth !== undefined || hasKeyHeader(context, provider)) return true;
  }
  const profiles = getIn(context.config.value, ["auth", "profiles"]);
  return Object.entries(isObject(profiles) ? profiles : {}).some(([name, profile]) => {
    const owner = getKey(profile, "provider") ?? name.split(":")[0];
    return typeof owner === "string" && owner.trim().toLowerCase() === provider.id.trim().toLowerCase();
  });
}

const IN_NETWORK = { fixHint: "set apiKey to any text if the server requires no key" };
const ON_INTERNET = {
  // the key may be in OpenClaw's own store
  severity: "warning" as const,
  fixHint: "set apiKey to the server's key as ${VAR}, or to any text if the server requires none",
};

const WITH_HEADER = { fixHint: "set apiKey to any text; the header with the key is still sent" };

function isKeyless({ apiKey }: ProviderView): boolean {
  return apiKey.kind === "none" || (apiKey.kind === "literal" && apiKey.value.trim() === "");
}

/** A provider without a key that OpenClaw requires. */
export const keylessNeedsApikey = defineCheck({
  id: "keyless-needs-apikey",
  title: "Provider without a required API key",
  severity: "error",
  doc: {
    what: "A provider has no `apiKey`, and it either has no `api` or has a host that OpenClaw does not treat as local, such as a bare name, a name in `.lan`, a tailnet address or a public host (a warning). No profile in `auth.profiles` holds one either. A key in a header or in `request.auth` does not count: OpenClaw 2026.9.6 asks for an `apiKey` all the same. Before 2026.4.15 every provider needs a key.",
    why: 'OpenClaw stops with "No API key found" or switches to a hosted model. If the server requires no key, any text will do.',
    bad: `{
  models: { providers: { gpu: {
    baseUrl: "http://gpubox:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { gpu: {
    baseUrl: "http://gpubox:8000/v1",
    apiKey: "local",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(providers, (provider, context) => {
      // A plugin provider may find its key in the environment.
      if (!isKeyless(provider) || provider.rows.length === 0 || isPluginProvider(provider.id)) return null;
      if (providerKey(context, provider, "baseUrl") === undefined || hasKeyElsewhere(context, provider))
        return null;
      // these are signed in by a plugin or a cloud
      if (
        provider.local !== true &&
        !/^openai-(?:completions|responses)$|^anthropic-messages$/.test(effectiveApi({ provider }))
      )
        return null;
      const message = reason(context, provider);
      if (message === null) return null;
      return {
        at: provider.path,
        atKey: true,
        target: provider.id,
        endpoint: provider.baseUrl,
        ...(provider.local === true ? IN_NETWORK : ON_INTERNET),
        ...(hasKeyHeader(context, provider) ? WITH_HEADER : {}),
        message,
        // a public one needs its real key
        fix:
          provider.local === true
            ? setFix([...provider.path, "apiKey"], "local", {
                safe: "OpenClaw calls the provider only with a key; a stored profile and the environment come before this one",
              })
            : null,
      };
    }),
  },
});
