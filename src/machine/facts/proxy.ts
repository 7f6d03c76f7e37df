import { bareHost, portOf } from "../../core/address.ts";
import type { Env } from "../../ports/index.ts";

/** A proxy from the environment. */
export interface ProxyChoice {
  /** The variable that names it. */
  variable: string;
  /** Never printed, since it may contain a user name and a password. */
  url: string;
}

/**
 * The proxy through which OpenClaw sends a request to `target`, or null. As in its HTTP client, lower-case names take
 * precedence even when they are blank, and https falls back to the http proxy. ALL_PROXY has no effect, and a proxy in
 * OpenClaw's `.env` counts (both measured on 2026.9.6).
 */
export function proxyFor(target: URL, env: Env): ProxyChoice | null {
  const http = firstSet(["http_proxy", "HTTP_PROXY"], env);
  const choice =
    target.protocol === "https:" ? (firstSet(["https_proxy", "HTTPS_PROXY"], env) ?? http) : http;
  // the effect of other kinds of proxies is unknown
  if (choice === null || !/^https?:\/\//i.test(choice.url)) return null;
  return isExempt(target, env["no_proxy"] ?? env["NO_PROXY"] ?? "") ? null : choice;
}

function firstSet(names: readonly string[], env: Env): ProxyChoice | null {
  const variable = names.find((name) => env[name] !== undefined);
  const url = variable === undefined ? "" : (env[variable]?.trim() ?? "");
  return variable === undefined || url === "" ? null : { variable, url };
}

/** NO_PROXY excludes names with everything below them, addresses, IPv4 ranges and patterns, each with or without a port. */
function isExempt(target: URL, list: string): boolean {
  if (list.trim() === "*") return true;
  const host = bare(target.hostname);
  const port = String(portOf(target.href));
  return list
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [name, onlyPort] = splitPort(entry.toLowerCase());
      if (onlyPort !== null && onlyPort !== port) return false;
      const wanted = bare(name.replace(/^\*?\./, ""));
      if (wanted === "" || wanted === "*") return false;
      return host === wanted || host.endsWith(`.${wanted}`) || inRange(host, wanted) || fits(host, wanted);
    });
}

function bare(host: string): string {
  return bareHost(host.toLowerCase()).replace(/\.$/, "");
}

function splitPort(entry: string): [name: string, port: string | null] {
  const [, name, port] = /^(\[[^\]]+\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return name === undefined ? [entry, null] : [name, port ?? null];
}

/** `10.0.0.0/8` */
function inRange(host: string, entry: string): boolean {
  const [, network, bits] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(entry) ?? [];
  const address = toNumber(host);
  const base = network === undefined ? null : toNumber(network);
  if (address === null || base === null || Number(bits) > 32) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(base / size);
}

/** `100.64.*` */
function fits(host: string, entry: string): boolean {
  if (!entry.includes("*") || toNumber(host) === null) return false;
  const parts = entry.split(".");
  const octets = host.split(".");
  if (parts.length > 4 || (parts.length < 4 && parts.at(-1) !== "*")) return false;
  return parts.every((part, i) => part === "*" || part === octets[i]);
}

function toNumber(address: string): number | null {
  const octets = address.split(".").map(Number);
  if (octets.length !== 4 || !octets.every((o) => Number.isInteger(o) && o >= 0 && o <= 255)) return null;
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}
