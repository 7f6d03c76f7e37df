import { setFix } from "../../core/finding.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { providerKey } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** The first release that was measured to call a local provider without a key. */
const KEYLESS_SINCE = "2026.4.15";

/** Until this release only loopback addresses passed. */
const PRIVATE_SINCE = "2026.5.28";

/**
 * Why OpenClaw asks for a key, or null (hasSyntheticLocalProviderAuthConfig and isLocalProviderBaseUrl of 2026.4.15 to
 * 2026.9.6; run on 2026.9.6): the provider must say its `api`, and its host must be loopback, an RFC 1918 address,
 * `.local` or Docker's name for the host.
 */
function reason({ openclaw: { version } }: ConfigContext, provider: ProviderView): string | null {
  if (compareVersions(version, KEYLESS_SINCE) < 0)
    return `OpenClaw ${version} calls no provider without apiKey, not even a local one`;
  if (provider.api === null) return "Without apiKey OpenClaw calls only a provider that says its api";
  const host = provider.baseUrl === null ? null : classifyUrl(provider.baseUrl);
  if (host === null || host === "loopback" || host === "unspecified") return null;
  const why = "OpenClaw wants an apiKey, because it does not take this host for local";
  if (compareVersions(version, PRIVATE_SINCE) < 0)
    // In between it is not known from which release on more than loopback passed.
    return compareVersions(version, "2026.5.0") < 0 || host === "bare-name" ? why : null;
  const isShared = /\/\/100\.|\/\/\[/.test(provider.baseUrl ?? "");
  return host === "bare-name" || host === "link-local" || (host === "private" && isShared) ? why : null;
}

/** A local provider without a key, where OpenClaw insists on one. */
export const keylessNeedsApikey = defineCheck({
  id: "keyless-needs-apikey",
  title: "Local provider without a key, where OpenClaw wants one",
  severity: "error",
  doc: {
    what: "A provider has no `apiKey`, and also no `api`, or a host that OpenClaw does not take for local: a bare name, a tailnet address. Before 2026.4.15 every provider needs a key.",
    why: 'OpenClaw stops with "No API key found", or goes on to a hosted model. Any text will do as a key for a server that wants none.',
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
        fixHint: "give it any text as apiKey, if the server wants no key",
        fix: setFix([...provider.path, "apiKey"], "local", { safe: true }),
      };
    }),
  },
});
