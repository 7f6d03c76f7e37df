import { setFix } from "../../core/finding.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { providerKey } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** The first release measured to call a local provider without a key. */
const KEYLESS_SINCE = "2026.4.15";

/** Before this release only loopback addresses passed. */
const PRIVATE_SINCE = "2026.5.28";

/**
 * Why OpenClaw requires a key, or null (hasSyntheticLocalProviderAuthConfig and isLocalProviderBaseUrl of 2026.4.15 to
 * 2026.9.6; run on 2026.9.6): the provider must set `api`, and its host must be loopback, an RFC 1918 address,
 * `.local` or Docker's name for the host.
 */
function reason({ openclaw: { version } }: ConfigContext, provider: ProviderView): string | null {
  if (compareVersions(version, KEYLESS_SINCE) < 0)
    return `OpenClaw ${version} requires an apiKey for every provider, even a local one`;
  if (provider.api === null) return "Without apiKey OpenClaw calls a provider only if its api is set";
  const host = provider.baseUrl === null ? null : classifyUrl(provider.baseUrl);
  if (host === null || host === "loopback" || host === "unspecified") return null;
  const why = "OpenClaw requires an apiKey, because it does not treat this host as local";
  if (compareVersions(version, PRIVATE_SINCE) < 0)
    // Which release in between first accepted more than loopback is unknown.
    return compareVersions(version, "2026.5.0") < 0 || host === "bare-name" ? why : null;
  const isShared = /\/\/100\.|\/\/\[/.test(provider.baseUrl ?? "");
  return host === "bare-name" || host === "link-local" || (host === "private" && isShared) ? why : null;
}

/** A local provider without a key that OpenClaw requires. */
export const keylessNeedsApikey = defineCheck({
  id: "keyless-needs-apikey",
  title: "Local provider without a required API key",
  severity: "error",
  doc: {
    what: "A provider has no `apiKey`, and it either has no `api` or has a host that OpenClaw does not treat as local, such as a bare name or a tailnet address. Before 2026.4.15 every provider needs a key.",
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
      // A plugin provider may find its key in the environment, and headers may carry one.
      if (provider.apiKey.kind !== "none" || provider.local !== true || provider.rows.length === 0)
        return null;
      if (isPluginProvider(provider.id) || providerKey(context, provider, "baseUrl") === undefined)
        return null;
      const others = [["auth"], ["headers"], ["request", "auth"], ["request", "headers"]];
      if (others.some((keys) => providerKey(context, provider, ...keys) !== undefined)) return null;
      const message = reason(context, provider);
      if (message === null) return null;
      return {
        at: provider.path,
        atKey: true,
        target: provider.id,
        endpoint: provider.baseUrl,
        message,
        fixHint: "set apiKey to any text if the server requires no key",
        fix: setFix([...provider.path, "apiKey"], "local", { safe: true }),
      };
    }),
  },
});
