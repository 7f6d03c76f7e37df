import { asString, getIn, getKey, isObject, type JsonObject } from "../core/json.ts";
import { defaultBaseUrl } from "../openclaw/providers.ts";
import type { ConfigView } from "../openclaw/types.ts";
import { findRow, providerOfRef } from "../openclaw/view.ts";

/** Proposed where a hosted model is asked for and none is configured; both resolve on OpenClaw 2026.9.6. */
export const SUGGESTED_HOSTED = ["anthropic/claude-sonnet-4-6", "anthropic/claude-opus-4-6"] as const;

/** Refs that older guides name and that OpenClaw 2026.9.6 does not know any more, with what to take instead. */
const RETIRED: Readonly<Record<string, string>> = {
  "anthropic/claude-sonnet-4-5": "anthropic/claude-sonnet-4-6",
};

/** What to take instead of a hosted model that was removed; null when it is not known to be. */
export function replacementOf(ref: string): string | null {
  return Object.hasOwn(RETIRED, ref) ? (RETIRED[ref] ?? null) : null;
}

/** "provider/model" in form. */
export function isModelRef(text: string): boolean {
  return /^[^/\s]+\/\S+$/.test(text);
}

/**
 * True when the model behind `ref` runs on a local provider. Aliases are looked up; what cannot be told counts as
 * hosted, so that nothing is called private that may not be.
 */
export function isLocalRef(ref: string, view: ConfigView, value: JsonObject): boolean {
  const target = aliasTarget(ref, value) ?? ref;
  const provider = findRow(view, target)?.provider ?? providerOfRef(view, target);
  if (provider !== null) return provider.local === true;
  const slash = target.indexOf("/");
  return slash > 0 && defaultBaseUrl(target.slice(0, slash)) !== null;
}

function aliasTarget(name: string, value: JsonObject): string | null {
  const models = getIn(value, ["agents", "defaults", "models"]);
  if (!isObject(models)) return null;
  const hit = Object.entries(models).find(([, entry]) => asString(getKey(entry, "alias")) === name);
  return hit?.[0] ?? null;
}
