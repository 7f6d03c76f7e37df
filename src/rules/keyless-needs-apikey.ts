import { formatPath } from "../core/path.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { isPluginProvider } from "../openclaw/providers.ts";
import type { ProviderView } from "../openclaw/types.ts";
import { compareVersions } from "../openclaw/version.ts";
import { providerKey } from "./support/text.ts";
import type { Rule } from "./types.ts";

/** The first version that was measured to call a local provider without a key. */
const KEYLESS_SINCE = "2026.4.15";

/** A local provider without a key, where OpenClaw insists on one. */
export const keylessNeedsApikey: Rule = {
  id: "keyless-needs-apikey",
  title: "Local provider without a key, where OpenClaw wants one",
  severity: "error",
  doc: {
    what: "A provider on a bare host name has no `apiKey`, or any local provider on an OpenClaw before 2026.4.15.",
    why: 'OpenClaw lets a provider without a key pass only when it is sure that the address is local; else it stops with "No API key found", or uses a hosted model. Any text will do as a key for a server that wants none.',
    bad: `{
  models: { providers: { gpu: {
    baseUrl: "http://gpubox:8000/v1",
    request: { allowPrivateNetwork: true },
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { gpu: {
    baseUrl: "http://gpubox:8000/v1",
    apiKey: "local",
    request: { allowPrivateNetwork: true },
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    const { version } = context.openclaw;
    const isOld = compareVersions(version, KEYLESS_SINCE) < 0;
    return context.view.providers.flatMap((provider) => {
      // A plugin provider may find its key in the environment.
      if (hasAuth(provider) || provider.local !== true || isPluginProvider(provider.id)) return [];
      if (providerKey(context, provider, "auth") !== undefined) return [];
      if (providerKey(context, provider, "headers") !== undefined) return [];
      if (providerKey(context, provider, "request", "auth") !== undefined) return [];
      const isBareName = provider.baseUrl !== null && classifyUrl(provider.baseUrl) === "bare-name";
      if (!isOld && !isBareName) return [];
      return [
        {
          at: provider.path,
          atKey: true,
          target: provider.id,
          endpoint: provider.baseUrl,
          message: isOld
            ? `OpenClaw ${version} does not call a provider without apiKey, not even a local one`
            : `OpenClaw wants an apiKey for ${provider.id}, because it cannot tell that its host name is local`,
          fixHint: "give it any text as apiKey, if the server wants no key",
          fix: {
            commands: [],
            edits: [{ op: "set", path: formatPath([...provider.path, "apiKey"]), value: "local" }],
            safe: true,
          },
        },
      ];
    });
  },
};

function hasAuth(provider: ProviderView): boolean {
  return provider.apiKey.kind !== "none";
}
