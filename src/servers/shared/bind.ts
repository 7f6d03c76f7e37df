import type { ServerFacts } from "./facts.ts";

/** Where a server listens. */
export interface Bind {
  host: string;
  port: number;
}

export const LOOPBACK = "127.0.0.1";

/** The port of a URL, by default that of its protocol; null when it is no URL. */
export function portOf(text: string): number | null {
  if (!URL.canParse(text)) return null;
  const { port, protocol } = new URL(text);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** The address to start a server on so that clients find it where it was: loopback stays loopback. */
export function bindOf({ baseUrl }: Pick<ServerFacts, "baseUrl">, defaultPort: number): Bind {
  const port = portOf(baseUrl);
  if (port === null) return { host: LOOPBACK, port: defaultPort };
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, "");
  const loopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  const address = /^[\d.]+$/.test(host) || host.includes(":");
  return { host: loopback ? LOOPBACK : address ? host : "0.0.0.0", port };
}
