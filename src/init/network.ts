import { classifyUrl } from "../openclaw/locality.ts";
import type { InitApi, NetworkNeeds } from "./types.ts";

/** Ids that OpenClaw treats as self-hosted wherever they run: no short limit, token counts are asked for. */
const SELF_HOSTED = ["lmstudio", "vllm", "sglang", "ollama", "llama-cpp"];
const COUNTS_ANYWHERE = ["lmstudio", "vllm", "sglang"];

/** Seconds until the first token that a cold load with a 16k prompt can take on slow machines. */
const PATIENT_SECONDS = 600;

/**
 * What OpenClaw has to be told for an address. Loopback and private IP addresses need nothing: there it waits 300 s,
 * trusts the origin and, on loopback, asks for token counts (measured on 2026.9.6).
 */
export function networkNeeds(input: { baseUrl: string; providerId: string; api: InitApi }): NetworkNeeds {
  const host = classifyUrl(input.baseUrl);
  const needs: NetworkNeeds = {};
  if (host === null || host === "loopback") return needs;
  const starts = (ids: readonly string[]) => ids.some((id) => input.providerId.startsWith(id));
  const patient = host === "private" || host === "mdns" || host === "container-host" || starts(SELF_HOSTED);
  if (!patient) needs.timeoutSeconds = PATIENT_SECONDS;
  // a name that resolves to a private address is refused as an attack on the local network unless it is allowed
  if (host === "bare-name" || host === "mdns" || host === "container-host") {
    needs.request = { allowPrivateNetwork: true };
  }
  // Without counts compaction never starts. Servers that do not know the field pass over it; doctor --deep tells the rest.
  if (input.api === "openai-completions" && !starts(COUNTS_ANYWHERE)) {
    needs.compat = { supportsUsageInStreaming: true };
  }
  return needs;
}
