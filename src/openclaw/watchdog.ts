import { classifyUrl } from "./locality.ts";
import type { ApiKeyView } from "./types.ts";

/** What OpenClaw waits for the first event on addresses that it takes for local, in seconds (read in 2026.9.6). */
export const LOCAL_LIMIT_SECONDS = 300;
/** The same on every other address. */
export const REMOTE_LIMIT_SECONDS = 120;
/** A cold load and a first prompt of 13,000 tokens on a slow machine: what this tool advises, in seconds. */
export const PATIENT_SECONDS = 600;
/** Ids that get the local limit anywhere, alone or with a suffix behind a dash. */
const SELF_HOSTED = /^(?:ollama|lmstudio|vllm|sglang|llama-cpp)(?:-|$)/i;
/** Keys that mark a bare host name as local. */
const LOCAL_KEYS = new Set(["custom-local", "ollama-local"]);

/** What of a provider decides on OpenClaw's wait. */
export interface WatchedProvider {
  id: string;
  baseUrl: string;
  apiKey: ApiKeyView;
  /** True: the provider has a `localService`. */
  localService: boolean;
}

/**
 * OpenClaw's limit for the first event by address and id, in seconds; `timeoutSeconds` of the provider replaces it.
 * Loopback, private and .local addresses and container hosts count as local, every address under the ids of
 * self-hosted products, and a bare host name with a marker key or a local service.
 */
export function firstEventLimit(provider: WatchedProvider): number {
  return isTakenForLocal(provider) ? LOCAL_LIMIT_SECONDS : REMOTE_LIMIT_SECONDS;
}

function isTakenForLocal({ id, baseUrl, apiKey, localService }: WatchedProvider): boolean {
  if (SELF_HOSTED.test(id)) return true;
  switch (classifyUrl(baseUrl)) {
    case "loopback":
    case "private":
    case "mdns":
    case "container-host":
      return true;
    case "link-local":
      return new URL(baseUrl).hostname.startsWith("[");
    case "bare-name":
      return localService || (apiKey.kind === "literal" && LOCAL_KEYS.has(apiKey.value.toLowerCase()));
    default:
      return false;
  }
}
