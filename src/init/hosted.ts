import { asString, getIn, getKey, isObject, type JsonObject } from "../core/json.ts";
import { defaultBaseUrl } from "../openclaw/providers.ts";
import type { ConfigView } from "../openclaw/types.ts";
import { compareVersions } from "../openclaw/version.ts";
import { findRow, providerOfRef } from "../openclaw/view.ts";

/** Proposed when a hosted model is needed and none is configured. Both resolve on OpenClaw 2026.9.6. */
export const SUGGESTED_HOSTED = ["anthropic/claude-sonnet-4-6", "anthropic/claude-opus-4-6"] as const;

/** Refs in older guides that OpenClaw 2026.9.6 no longer knows, with their replacements. */
const RETIRED: Readonly<Record<string, string>> = {
  "anthropic/claude-sonnet-4-5": "anthropic/claude-sonnet-4-6",
};

/** The first version without them. */
const RETIRED_SINCE = "2026.9.6";

/** The replacement of a hosted model that this OpenClaw has removed; null for any other ref. */
export function replacementOf(ref: string, openclaw = RETIRED_SINCE): string | null {
  if (compareVersions(openclaw, RETIRED_SINCE) < 0) return null;
  return Object.hasOwn(RETIRED, ref) ? (RETIRED[ref] ?? null) : null;
}

/** True for text of the form "provider/model". */
export function isModelRef(text: string): boolean {
  return /^[^/\s]+\/\S+$/.test(text);
}

/**
 * True when the model behind `ref` (or an alias) runs on a local provider. An unknown one counts as hosted, so that a
 * setup is never wrongly called private.
 */
export function isLocalRef(ref: string, view: ConfigView, value: JsonObject): boolean {
  const target = aliasTarget(ref, value) ?? ref;
  const provider = findRow(view, target)?.provider ?? providerOfRef(view, target);
  if (provider !== null) return provider.local === true;
  const slash = target.indexOf("/");
  return slash > 0 && defaultBaseUrl(target.slice(0, slash)) !== null;
}

/** The model that an alias stands for, or null. */
export function aliasTarget(name: string, value: JsonObject): string | null {
  const models = getIn(value, ["agents", "defaults", "models"]);
  if (!isObject(models)) return null;
  const hit = Object.entries(models).find(
    ([, entry]) => asString(getKey(entry, "alias"))?.toLowerCase() === name.toLowerCase(),
  );
  return hit?.[0] ?? null;
}
