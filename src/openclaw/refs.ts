import { asArray, asString, getKey, isObject, type Json, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { valuesAt } from "../core/values-at.ts";
import type { ModelRefUse } from "./types.ts";

type Kind = ModelRefUse["kind"];

/** Where a model is named: a string, or an object with primary and fallbacks. `*` is any key or index. */
interface RefPlace {
  at: string;
  kind: Kind;
}

/** The places of agents.defaults and of each agent (collectConfiguredModelRefs of OpenClaw 2026.9.6). @internal */
export const AGENT_PLACES: readonly RefPlace[] = [
  { at: "imageModel", kind: "image" },
  { at: "pdfModel", kind: "image" },
  { at: "utilityModel", kind: "utility" },
  { at: "voiceModel", kind: "media" },
  { at: "mediaModels.image", kind: "media" },
  { at: "mediaModels.video", kind: "media" },
  { at: "mediaModels.music", kind: "media" },
  { at: "compaction.model", kind: "utility" },
  { at: "compaction.memoryFlush.model", kind: "utility" },
  { at: "heartbeat.model", kind: "heartbeat" },
  { at: "subagents.model", kind: "subagent" },
];

/** Those that only an agent's own entry has. @internal */
export const ENTRY_PLACES: readonly RefPlace[] = [
  { at: "tools.exec.reviewer.model", kind: "other" },
  { at: "tts.summaryModel", kind: "other" },
];

/** Those outside of agents. @internal */
export const ROOT_PLACES: readonly RefPlace[] = [
  { at: "tools.exec.reviewer.model", kind: "other" },
  { at: "tools.media.image.preferredModel", kind: "media" },
  { at: "tools.media.audio.preferredModel", kind: "media" },
  { at: "tools.media.video.preferredModel", kind: "media" },
  { at: "channels.modelByChannel.*.*", kind: "other" },
  { at: "hooks.mappings.*.model", kind: "other" },
  { at: "hooks.gmail.model", kind: "other" },
  { at: "tts.summaryModel", kind: "other" },
  { at: "channels.discord.voice.model", kind: "other" },
  { at: "channels.discord.voice.tts.summaryModel", kind: "other" },
  { at: "channels.discord.accounts.*.voice.model", kind: "other" },
  { at: "channels.discord.accounts.*.voice.tts.summaryModel", kind: "other" },
];

/** Every place of a config that names a model, the primary first. */
export function collectRefs(value: JsonObject): ModelRefUse[] {
  const refs: ModelRefUse[] = [];
  const agents = getKey(value, "agents");
  const defaults = getKey(agents, "defaults");
  if (isObject(defaults)) agentRefs(defaults, ["agents", "defaults"], refs, true);
  for (const list of ["entries", "list"]) {
    for (const { path, value: agent } of valuesAt(getKey(agents, list), "*", ["agents", list]))
      agentRefs(agent, path, refs, false);
  }
  placeRefs(value, [], ROOT_PLACES, refs);
  return refs;
}

function agentRefs(agent: Json, path: ConfigPath, refs: ModelRefUse[], isDefault: boolean): void {
  modelValue(getKey(agent, "model"), [...path, "model"], refs, isDefault ? "primary" : "agent");
  placeRefs(agent, path, AGENT_PLACES, refs);
  if (!isDefault) placeRefs(agent, path, ENTRY_PLACES, refs);
  const models = getKey(agent, "models");
  if (isObject(models)) {
    for (const ref of Object.keys(models))
      refs.push({ ref, path: [...path, "models", ref], kind: "alias-map" });
  }
  asArray(getKey(getKey(agent, "modelPolicy"), "allow")).forEach((ref, index) => {
    if (typeof ref === "string")
      refs.push({ ref, path: [...path, "modelPolicy", "allow", index], kind: "policy" });
  });
}

function placeRefs(owner: Json, path: ConfigPath, places: readonly RefPlace[], refs: ModelRefUse[]): void {
  for (const { at, kind } of places) {
    for (const one of valuesAt(owner, at, path)) modelValue(one.value, one.path, refs, kind);
  }
}

function modelValue(raw: Json | undefined, path: ConfigPath, refs: ModelRefUse[], kind: Kind): void {
  const single = asString(raw);
  if (single !== undefined) {
    refs.push({ ref: single, path, kind });
    return;
  }
  const primary = asString(getKey(raw, "primary"));
  if (primary !== undefined) refs.push({ ref: primary, path: [...path, "primary"], kind });
  asArray(getKey(raw, "fallbacks")).forEach((ref, index) => {
    if (typeof ref === "string")
      refs.push({
        ref,
        path: [...path, "fallbacks", index],
        kind: kind === "primary" ? "fallback" : kind,
      });
  });
}
