import { classifyUrl } from "../openclaw/locality.ts";
import { requestsUsage } from "../openclaw/providers.ts";
import { firstEventLimit, LOCAL_LIMIT_SECONDS, PATIENT_SECONDS } from "../openclaw/watchdog.ts";
import type { InitApi, NetworkNeeds } from "./types.ts";

/**
 * The settings that OpenClaw needs for an address. Loopback needs none. For private IP addresses OpenClaw waits 300 s and
 * trusts the origin, but does not request token counts (measured on 2026.9.6).
 */
export function networkNeeds(input: { baseUrl: string; providerId: string; api: InitApi }): NetworkNeeds {
  const host = classifyUrl(input.baseUrl);
  const needs: NetworkNeeds = {};
  if (host === null || host === "loopback") return needs;
  const { providerId: id, baseUrl } = input;
  const limit = firstEventLimit({ id, baseUrl, apiKey: { kind: "none" }, localService: false });
  if (limit < LOCAL_LIMIT_SECONDS) needs.timeoutSeconds = PATIENT_SECONDS;
  // OpenClaw refuses a name that resolves to a private address unless this allows it
  if (host === "bare-name" || host === "private-name" || host === "mdns" || host === "container-host") {
    needs.request = { allowPrivateNetwork: true };
  }
  // without token counts compaction never starts; servers that do not know the field ignore it
  if (input.api === "openai-completions" && !requestsUsage({ id, baseUrl })) {
    needs.compat = { supportsUsageInStreaming: true };
  }
  return needs;
}
