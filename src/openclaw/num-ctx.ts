import { getIn, type Json, type JsonObject } from "../core/json.ts";
import { agentPaths } from "./agents.ts";
import { compareVersions } from "./version.ts";
import type { FoundRow } from "./view.ts";

/** Since this release a row's contextTokens is also sent as num_ctx; 2026.7.1 sends only params.num_ctx. */
const CONTEXT_TOKENS_SINCE = "2026.8.1";

/**
 * The num_ctx, as written, that OpenClaw sends with each request of a row on Ollama's own API; never contextWindow.
 * Undefined: it sends none, and Ollama uses its default. The first place with a value wins.
 */
export function askedNumCtx(
  value: JsonObject,
  { provider, row }: FoundRow,
  version: string,
): Json | undefined {
  const places = [
    [...row.path, "params", "num_ctx"],
    [...provider.path, "params", "num_ctx"],
    ...agentPaths({ config: { value } }).flatMap((agent) => [
      [...agent, "models", row.ref, "params", "num_ctx"],
      [...agent, "params", "num_ctx"],
    ]),
  ];
  const asked = places.map((path) => getIn(value, path)).find((one) => one !== undefined);
  if (asked !== undefined) return asked;
  const sent = compareVersions(version, CONTEXT_TOKENS_SINCE) >= 0 ? row.contextTokens : null;
  return sent ?? undefined;
}
