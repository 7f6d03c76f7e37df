import { asNumber, getIn, type Json } from "../core/json.ts";
import { classifyUrl } from "./locality.ts";
import { isSelfHostedId } from "./providers.ts";
import type { ApiKeyView } from "./types.ts";

/** How long OpenClaw waits for the first event on an address that it considers local (from the code of 2026.9.6). */
export const LOCAL_LIMIT_SECONDS = 300;
/** The same on every other address. */
export const REMOTE_LIMIT_SECONDS = 120;
/**
 * How long it waits on such an address for a server that accepts the connection and sends nothing, not even headers: the
 * limit of its HTTP client (measured on 2026.9.6), since the limits above begin with the headers.
 */
const SILENT_LIMIT_SECONDS = 600;
/** OpenClaw 2026.9.6 tries a model again for this long, counted from its first failure. */
const RETRY_WINDOW_SECONDS = 90;
/** So many time limits in a row end the turn in an error, whatever fallbacks there are. */
const MOST_TIMEOUTS = 5;
/** What this tool advises: time for a cold load and a first prompt of 13,000 tokens on a slow machine. */
export const PATIENT_SECONDS = 600;
/** Keys that mark a bare host name as local. */
const LOCAL_KEYS = new Set(["custom-local", "ollama-local"]);
/** The names of the host that OpenClaw knows; the other container hosts count as remote. */
const KNOWN_HOSTS = new Set(["docker.orb.internal", "host.docker.internal", "host.orb.internal"]);

/** The part of a provider that determines OpenClaw's wait. */
export interface WatchedProvider {
  id: string;
  baseUrl: string;
  apiKey: ApiKeyView;
  localService: boolean;
}

/**
 * OpenClaw's default limit for the first event, in seconds; `timeoutSeconds` of the provider replaces it. Local are:
 * loopback, private and .local addresses, container hosts, every address under the id of a self-hosted product, and a
 * bare host name with a marker key or a local service.
 */
export function firstEventLimit(provider: WatchedProvider): number {
  return countsAsLocal(provider) ? LOCAL_LIMIT_SECONDS : REMOTE_LIMIT_SECONDS;
}

/** The same for a server that hangs: it accepts the connection and sends nothing. */
export function silentLimit(provider: WatchedProvider): number {
  return isLocalAddress(provider.baseUrl) ? SILENT_LIMIT_SECONDS : firstEventLimit(provider);
}

/** The limit of a whole run, in seconds; null if not set, or no limit. */
export function runLimit(config: Json | undefined): number | null {
  const seconds = asNumber(getIn(config, RUN_LIMIT));
  return seconds === undefined || seconds <= 0 ? null : seconds;
}

export const RUN_LIMIT = ["agents", "defaults", "timeoutSeconds"];

/**
 * How often OpenClaw asks a server that hangs, and the seconds until it goes on to the next model: it asks again, with
 * doubling pauses, within 90 s of the first time limit. Null: five time limits fit into these 90 s, and end the turn.
 */
export function hangFailover(limit: number): { waits: number; seconds: number } | null {
  let sinceFirst = 0;
  let waits = 1;
  for (let pause = 1; sinceFirst + pause <= RETRY_WINDOW_SECONDS; pause *= 2) {
    sinceFirst += pause + limit;
    waits += 1;
    if (waits === MOST_TIMEOUTS) return null;
  }
  return { waits, seconds: limit + sinceFirst };
}

function countsAsLocal({ id, baseUrl, apiKey, localService }: WatchedProvider): boolean {
  if (isSelfHostedId(id) || isLocalAddress(baseUrl)) return true;
  switch (classifyUrl(baseUrl)) {
    case "container-host":
      return KNOWN_HOSTS.has(new URL(baseUrl).hostname);
    case "bare-name":
      return localService || (apiKey.kind === "literal" && LOCAL_KEYS.has(apiKey.value.toLowerCase()));
    default:
      return false;
  }
}

function isLocalAddress(baseUrl: string): boolean {
  const host = classifyUrl(baseUrl);
  if (host === "link-local") return new URL(baseUrl).hostname.startsWith("[");
  return host === "loopback" || host === "private" || host === "mdns" || host === "unspecified";
}
