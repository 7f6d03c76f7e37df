import { bareHost } from "../core/address.ts";

/** The kind of a host's address; determines whether a provider is local and how OpenClaw treats it. */
export type HostClass =
  | "loopback"
  /** RFC 1918, 100.64/10 (tailnets) and IPv6 unique local addresses. */
  | "private"
  | "link-local"
  /** 0.0.0.0 and ::, which OpenClaw's request guard blocks. */
  | "unspecified"
  /** Ends in .local. */
  | "mdns"
  /** A name without a dot, such as `gpubox`. */
  | "bare-name"
  /** A name in a zone that public servers do not use, such as `gpu.lan`. */
  | "private-name"
  /** host.docker.internal and the like. */
  | "container-host"
  | "public";

const CONTAINER_HOSTS = new Set([
  "host.docker.internal",
  "gateway.docker.internal",
  "docker.orb.internal",
  "host.orb.internal",
  "host.containers.internal",
  "host.lima.internal",
]);

/**
 * Zones without public servers: reserved (RFC 6762 appendix G, RFC 8375, ICANN's .internal), used by routers, or of a
 * tailnet (OpenClaw 2026.9.6 trusts .local, .internal and .ts.net in its own locality code).
 */
const PRIVATE_ZONE =
  /\.(?:internal|intranet|lan|home|private|corp|localdomain|home\.arpa|ts\.net|fritz\.box|test)$/;

/** Classifies a host name or address of a URL (IPv6 with or without brackets). */
export function classifyHost(host: string): HostClass {
  const name = bareHost(host.toLowerCase()).replace(/\.$/, "");
  if (name.includes(":")) return classifyIpv6(name);
  const octets = ipv4(name);
  if (octets) return classifyIpv4(octets);
  if (name === "localhost" || name.endsWith(".localhost")) return "loopback";
  if (CONTAINER_HOSTS.has(name)) return "container-host";
  if (name.endsWith(".local")) return "mdns";
  if (PRIVATE_ZONE.test(name)) return "private-name";
  return name.includes(".") ? "public" : "bare-name";
}

/** The class of a URL's host; null when the URL is not absolute. */
export function classifyUrl(url: string): HostClass | null {
  try {
    const parsed = new URL(url);
    return parsed.hostname === "" ? null : classifyHost(parsed.hostname);
  } catch {
    return null;
  }
}

/** True when the URL's host is this machine in any spelling: loopback, or 0.0.0.0 and ::, which connect to it. */
export function isThisMachine(url: string): boolean {
  const host = classifyUrl(url);
  return host === "loopback" || host === "unspecified";
}

/** True for every host but a public one; null when the URL cannot be parsed. */
export function isLocalUrl(url: string): boolean | null {
  const host = classifyUrl(url);
  return host === null ? null : host !== "public";
}

function ipv4(name: string): number[] | null {
  const parts = name.split(".");
  if (parts.length !== 4 || !parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) <= 255)) return null;
  return parts.map(Number);
}

function classifyIpv4([a = 0, b = 0, c = 0, d = 0]: number[]): HostClass {
  if (a === 127) return "loopback";
  if (a === 0 && b === 0 && c === 0 && d === 0) return "unspecified";
  if (a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168)) return "private";
  if (a === 100 && b >= 64 && b <= 127) return "private";
  if (a === 169 && b === 254) return "link-local";
  return "public";
}

function classifyIpv6(name: string): HostClass {
  if (name === "::1") return "loopback";
  if (name === "::") return "unspecified";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(name)?.[1];
  const octets = mapped === undefined ? null : ipv4(mapped);
  if (octets) return classifyIpv4(octets);
  if (/^f[cd]/.test(name)) return "private";
  if (/^fe[89ab]/.test(name)) return "link-local";
  return "public";
}
