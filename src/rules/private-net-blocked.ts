import { formatPath } from "../core/path.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { compareVersions } from "../openclaw/version.ts";
import { providerKey, writtenBaseUrl } from "./support/text.ts";
import type { Rule } from "./types.ts";

/** The first release in which the guard against private addresses covers model providers. */
const GUARD_SINCE = "2026.5.10";

/** A host that OpenClaw's request guard blocks unless it is told to trust private networks. */
export const privateNetBlocked: Rule = {
  id: "private-net-blocked",
  title: "Host that OpenClaw's request guard blocks",
  severity: "error",
  doc: {
    what: "The base URL names a host by a local name (`gpubox`, `mac.local`, `host.docker.internal`) or a link-local address, and `request.allowPrivateNetwork` is not set.",
    why: 'A name that turns out to be a private address is blocked, and the user sees only "Connection error.". Loopback and private IP addresses need no permission.',
    bad: `{
  models: { providers: { gpu: {
    baseUrl: "http://gpubox:8000/v1",
    apiKey: "local",
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
    if (compareVersions(context.openclaw.version, GUARD_SINCE) < 0) return [];
    return context.view.providers.flatMap((provider) => {
      const url = writtenBaseUrl(context, provider);
      const host = url === null ? null : classifyUrl(url);
      const allowed = providerKey(context, provider, "request", "allowPrivateNetwork");
      const isName = host === "bare-name" || host === "mdns" || host === "container-host";
      if (url === null || allowed === true || (!isName && host !== "link-local")) return [];
      const name = new URL(url).hostname;
      return [
        {
          at: [...provider.path, "baseUrl"],
          // Measured for bare names; the others end the same way when their address is private.
          severity: host === "bare-name" || host === "link-local" ? "error" : "warning",
          target: provider.id,
          endpoint: url,
          message: isName
            ? `OpenClaw blocks ${name} when it resolves to a private address`
            : `OpenClaw blocks the link-local address ${name}`,
          fixHint: isName
            ? "set request.allowPrivateNetwork to true, or use the IP address"
            : "use another address, or set request.allowPrivateNetwork to true",
          fix: {
            commands: [],
            edits: [
              {
                op: "set",
                path: formatPath([...provider.path, "request", "allowPrivateNetwork"]),
                value: true,
              },
            ],
            safe: allowed === undefined,
          },
        },
      ];
    });
  },
};
