import type { ServerFacts } from "./facts.ts";

/** The port of a URL, its protocol's own where none is written; null for what is no URL. */
export function portOf(text: string): number | null {
  if (!URL.canParse(text)) return null;
  const { port, protocol } = new URL(text);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** The address to start a server on so that it is found where it was: loopback stays loopback. */
export function bindOf(
  state: Pick<ServerFacts, "baseUrl">,
  defaultPort: number,
): { host: string; port: number } {
  const port = portOf(state.baseUrl);
  if (port === null) return { host: "127.0.0.1", port: defaultPort };
  const host = new URL(state.baseUrl).hostname.replace(/^\[|\]$/g, "");
  const loopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  const address = /^[\d.]+$/.test(host) || host.includes(":");
  return { host: loopback ? "127.0.0.1" : address ? host : "0.0.0.0", port };
}
