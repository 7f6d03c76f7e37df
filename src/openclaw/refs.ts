import { asArray, asString, getIn, getKey, isObject, type Json, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import type { ModelRefUse } from "./types.ts";

type Kind = ModelRefUse["kind"];

/** Every place of a config that names a model, the primary first. */
export function collectRefs(value: JsonObject): ModelRefUse[] {
  const refs: ModelRefUse[] = [];
  const defaults = getIn(value, ["agents", "defaults"]);
  if (isObject(defaults)) agentRefs(defaults, ["agents", "defaults"], refs, true);
  const entries = getIn(value, ["agents", "entries"]);
  if (isObject(entries)) {
    for (const [id, entry] of Object.entries(entries))
      agentRefs(entry, ["agents", "entries", id], refs, false);
  }
  asArray(getIn(value, ["agents", "list"])).forEach((entry, index) => {
    agentRefs(entry, ["agents", "list", index], refs, false);
  });
  const path = ["hooks", "gmail", "model"];
  const gmail = asString(getIn(value, path));
  if (gmail !== undefined) refs.push({ ref: gmail, path, kind: "other" });
  return refs;
}

/** Keys of an agent that name a model: as a string, or an object with primary and fallbacks. */
const MODEL_KEYS: readonly { key: readonly string[]; kind: Kind }[] = [
  { key: ["imageModel"], kind: "image" },
  { key: ["pdfModel"], kind: "image" },
  { key: ["utilityModel"], kind: "utility" },
  { key: ["compaction", "model"], kind: "utility" },
  { key: ["heartbeat", "model"], kind: "heartbeat" },
  { key: ["subagents", "model"], kind: "subagent" },
];

function agentRefs(agent: Json, path: ConfigPath, refs: ModelRefUse[], isDefault: boolean): void {
  modelValue(getKey(agent, "model"), [...path, "model"], refs, isDefault ? "primary" : "agent", isDefault);
  for (const { key, kind } of MODEL_KEYS) modelValue(getIn(agent, key), [...path, ...key], refs, kind, false);
  const models = getKey(agent, "models");
  if (isObject(models)) {
    for (const ref of Object.keys(models))
      refs.push({ ref, path: [...path, "models", ref], kind: "alias-map" });
  }
  asArray(getIn(agent, ["modelPolicy", "allow"])).forEach((ref, index) => {
    if (typeof ref === "string")
      refs.push({ ref, path: [...path, "modelPolicy", "allow", index], kind: "policy" });
  });
}

function modelValue(
  raw: Json | undefined,
  path: ConfigPath,
  refs: ModelRefUse[],
  kind: Kind,
  isDefault: boolean,
): void {
  const single = asString(raw);
  if (single !== undefined) {
    refs.push({ ref: single, path, kind });
    return;
  }
  const primary = asString(getKey(raw, "primary"));
  if (primary !== undefined) refs.push({ ref: primary, path: [...path, "primary"], kind });
  asArray(getKey(raw, "fallbacks")).forEach((ref, index) => {
    if (typeof ref === "string")
      refs.push({ ref, path: [...path, "fallbacks", index], kind: isDefault ? "fallback" : kind });
  });
}
