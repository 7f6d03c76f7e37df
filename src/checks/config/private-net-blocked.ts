import { formatPath } from "../../core/path.ts";
import { classifyUrl, type HostClass } from "../../openclaw/locality.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { effectiveApi } from "../support/config-refs.ts";
import { providerKey, writtenBaseUrl } from "../support/config-text.ts";
import type { Rule } from "./types.ts";

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

/** A host that OpenClaw's request guard blocks unless it is told to trust private networks. */
export const privateNetBlocked: Rule = {
  id: "private-net-blocked",
  title: "Host that OpenClaw's request guard blocks",
  severity: "error",
  doc: {
    what: "The base URL is a link-local address (169.254.x.x, fe80::), or the OpenClaw is one from 2026.5.10 to 2026.5.19 and the host is any in a private network, and `request.allowPrivateNetwork` is not set. `doctor` also looks names up: one that stands for a loopback or link-local address is blocked, too.",
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
  },
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
