import { portOf } from "../core/address.ts";
import { toolOutput } from "../machine/tools.ts";
import type { Proc } from "../ports/index.ts";

/** Programs that forward a local port to another machine. */
const FORWARDERS =
  /\b(?:ssh|sshd|socat|autossh|kubectl|tailscaled|cloudflared|wslrelay|rinetd|haproxy|nginx|caddy)\b/i;

/**
 * The loopback addresses that a forwarder listens on. The memory of this machine says nothing about their servers.
 * An unknown listener (a service of another user) counts as not forwarded, because users run their own tunnels.
 */
export async function forwardedUrls(
  baseUrls: readonly string[],
  proc: Proc,
  platform: NodeJS.Platform,
): Promise<Set<string>> {
  if (platform === "win32") return new Set();
  const found = await Promise.all(
    [...new Set(baseUrls)].map(async (url) => ((await isForwarder(url, proc, platform)) ? [url] : [])),
  );
  return new Set(found.flat());
}

async function isForwarder(baseUrl: string, proc: Proc, platform: NodeJS.Platform): Promise<boolean> {
  const port = portOf(baseUrl);
  if (port === null) return false;
  const text =
    platform === "darwin"
      ? await toolOutput(proc, "lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fc"])
      : await toolOutput(proc, "ss", ["-Hltnp", `sport = :${port}`]);
  return text !== null && FORWARDERS.test(listener(text, platform));
}

/** The program names: `ss` prints users:(("ssh",pid=1,fd=5)), `lsof -Fc` a line "cssh". */
function listener(text: string, platform: NodeJS.Platform): string {
  const pattern = platform === "darwin" ? /^c(.+)$/gm : /\("([^"]+)",pid=/g;
  return [...text.matchAll(pattern)].map((match) => match[1]).join(" ");
}
