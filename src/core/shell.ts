import type { ServerState } from "../types.ts";

/** zsh takes a word that begins with = for the path of a program. */
const PLAIN = /^[A-Za-z0-9_./:+-][A-Za-z0-9_./:+=%@,-]*$/;
/** PowerShell: a comma makes a list, a backslash is an ordinary character. */
const PLAIN_WINDOWS = /^[A-Za-z0-9_./\\:+-][A-Za-z0-9_./\\:+=@-]*$/;

/** One argument for a POSIX shell, or for PowerShell on Windows; in quotes only when it needs them. */
export function shellQuote(text: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return PLAIN_WINDOWS.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Joins arguments into a command; null and "" are left out. */
export function commandLine(
  platform: NodeJS.Platform,
  ...args: readonly (string | number | null | undefined)[]
): string {
  const given = args.filter((arg) => arg !== null && arg !== undefined && arg !== "");
  return given.map((arg) => shellQuote(String(arg), platform)).join(" ");
}

/** `NAME=value command` for the platform's shell. */
export function withEnv(
  env: Record<string, string | number>,
  command: string,
  platform: NodeJS.Platform,
): string {
  if (platform === "win32") {
    const sets = Object.entries(env).map(([name, value]) => `$env:${name} = '${value}'; `);
    return `${sets.join("")}${command}`;
  }
  const sets = Object.entries(env).map(([name, value]) => `${name}=${shellQuote(String(value), platform)} `);
  return `${sets.join("")}${command}`;
}

/** A variable's value as an argument. */
export function envValue(name: string, platform: NodeJS.Platform): string {
  return platform === "win32" ? `$env:${name}` : `"$${name}"`;
}

/** The address to start a server on so that it is found where it was: loopback stays loopback. */
export function bindOf(
  state: Pick<ServerState, "baseUrl">,
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
