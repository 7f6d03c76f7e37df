import { asArray, asNumber, getIn, type JsonObject } from "../core/json.ts";
import type { ModelRowView, ProviderView } from "./types.ts";
import { compareVersions } from "./version.ts";

/** OpenClaw loads models itself since then; 2026.3.24 does not. */
const SINCE = "2026.4.15";
/** What it takes for a model without a row. */
const WITHOUT_ROW = 64_000;
/** What it takes for a row without a size, where the provider states none either. */
const UNDECLARED = 200_000;

/** How long OpenClaw waits for a load, in ms. Then it sends the turn all the same. */
export const LOAD_PATIENCE_MS = 30_000;

/**
 * The context, in tokens, with which OpenClaw itself loads a model before a turn (`POST /api/v1/models/load`, seen with
 * 2026.9.6); null: it does not. It does so under the id `lmstudio` alone, unless the provider's `params.preload` is false
 * or the plugin of that id is off, and never asks for more than LM Studio reports as the model's maximum.
 */
export function loadContext(
  config: JsonObject,
  provider: Pick<ProviderView, "id" | "path">,
  row: Pick<ModelRowView, "contextTokens" | "contextWindow"> | null,
  { maximum, version }: { maximum: number | null; version: string },
): number | null {
  if (provider.id !== "lmstudio" || compareVersions(version, SINCE) < 0 || isOff(config)) return null;
  const of = (...keys: string[]) => getIn(config, [...provider.path, ...keys]);
  if (of("params", "preload") === false) return null;
  const declared =
    row?.contextTokens ??
    asNumber(of("contextTokens")) ??
    row?.contextWindow ??
    asNumber(of("contextWindow")) ??
    (row === null ? WITHOUT_ROW : UNDECLARED);
  return Math.min(declared, maximum ?? declared);
}

/** True when OpenClaw's own LM Studio plugin, which loads the models, is disabled or denied. */
function isOff(config: JsonObject): boolean {
  const of = (...keys: string[]) => getIn(config, ["plugins", ...keys]);
  const denied = asArray(of("deny")).includes("lmstudio");
  return denied || of("enabled") === false || of("entries", "lmstudio", "enabled") === false;
}
