import { classifyUrl } from "../openclaw/locality.ts";
import type { InitApi, NetworkNeeds } from "./types.ts";

/** Ids that OpenClaw treats as self-hosted at any address: it waits longer for them. */
const SELF_HOSTED = ["lmstudio", "vllm", "sglang", "ollama", "llama-cpp"];
/** Ids for which OpenClaw requests token counts at any address. */
const COUNTS_ANYWHERE = ["lmstudio", "vllm", "sglang"];

/** A cold load and a 16k prompt can take this long until the first token on slow machines, in s. */
const PATIENT_SECONDS = 600;

/**
 * The settings that OpenClaw needs for an address. Loopback needs none. For private IP addresses OpenClaw waits 300 s and
 * trusts the origin, but does not request token counts (measured on 2026.9.6).
 */
export function networkNeeds(input: { baseUrl: string; providerId: string; api: InitApi }): NetworkNeeds {
  const host = classifyUrl(input.baseUrl);
  const needs: NetworkNeeds = {};
  if (host === null || host === "loopback") return needs;
  const starts = (ids: readonly string[]) => ids.some((id) => input.providerId.startsWith(id));
  const patient = host === "private" || host === "mdns" || host === "container-host" || starts(SELF_HOSTED);
  if (!patient) needs.timeoutSeconds = PATIENT_SECONDS;
  // OpenClaw refuses a name that resolves to a private address unless this allows it
  if (host === "bare-name" || host === "mdns" || host === "container-host") {
    needs.request = { allowPrivateNetwork: true };
  }
  // without token counts compaction never starts; servers that do not know the field ignore it
  if (input.api === "openai-completions" && !starts(COUNTS_ANYWHERE)) {
    needs.compat = { supportsUsageInStreaming: true };
  }
  return needs;
}
