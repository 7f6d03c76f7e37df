import { classifyUrl } from "./locality.ts";
import { isSelfHostedId } from "./providers.ts";
import type { ApiKeyView } from "./types.ts";

/** How long OpenClaw waits for the first event on an address that it considers local (from the code of 2026.9.6). */
export const LOCAL_LIMIT_SECONDS = 300;
/** The same on every other address. */
export const REMOTE_LIMIT_SECONDS = 120;
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

function countsAsLocal({ id, baseUrl, apiKey, localService }: WatchedProvider): boolean {
  if (isSelfHostedId(id)) return true;
  switch (classifyUrl(baseUrl)) {
    case "loopback":
    case "private":
    case "mdns":
    case "unspecified":
      return true;
    case "container-host":
      return KNOWN_HOSTS.has(new URL(baseUrl).hostname);
    case "link-local":
      return new URL(baseUrl).hostname.startsWith("[");
    case "bare-name":
      return localService || (apiKey.kind === "literal" && LOCAL_KEYS.has(apiKey.value.toLowerCase()));
    default:
      return false;
  }
}
