import { bareHost, portOf } from "../../core/address.ts";
import type { ServerFacts } from "./facts.ts";

/** The address to start a server on so that it is found where it was: loopback stays loopback. */
export function bindOf(
  state: Pick<ServerFacts, "baseUrl">,
  defaultPort: number,
): { host: string; port: number } {
  const port = portOf(state.baseUrl);
  if (port === null) return { host: "127.0.0.1", port: defaultPort };
  const host = bareHost(new URL(state.baseUrl).hostname);
  const loopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  const address = /^[\d.]+$/.test(host) || host.includes(":");
  return { host: loopback ? "127.0.0.1" : address ? host : "0.0.0.0", port };
}
