import { bareHost, portOf } from "../../core/address.ts";
import type { ServerFacts } from "./facts.ts";

/** Where a server listens. */
export interface Bind {
  host: string;
  port: number;
}

export const LOOPBACK = "127.0.0.1";

/** The address to start a server on so that clients find it where it was: loopback stays loopback. */
export function bindOf({ baseUrl }: Pick<ServerFacts, "baseUrl">, defaultPort: number): Bind {
  const port = portOf(baseUrl);
  if (port === null) return { host: LOOPBACK, port: defaultPort };
  const host = bareHost(new URL(baseUrl).hostname);
  const loopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  const address = /^[\d.]+$/.test(host) || host.includes(":");
  return { host: loopback ? LOOPBACK : address ? host : "0.0.0.0", port };
}
