import type { ServerFacts } from "./facts.ts";

/** The address to start a server on so that it is found where it was: loopback stays loopback. */
export function bindOf(
  state: Pick<ServerFacts, "baseUrl">,
  defaultPort: number,
): { host: string; port: number } {
  if (!URL.canParse(state.baseUrl)) return { host: "127.0.0.1", port: defaultPort };
  const url = new URL(state.baseUrl);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const loopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  const address = /^[\d.]+$/.test(host) || host.includes(":");
  const standard = url.protocol === "https:" ? 443 : 80;
  return {
    host: loopback ? "127.0.0.1" : address ? host : "0.0.0.0",
    port: url.port === "" ? standard : Number(url.port),
  };
}
