import type { EditOp } from "../config/read/types.ts";
import { trimSlashes } from "../core/address.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { asArray, asCount, asString, getIn, getKey, isObject, sameJson } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { defaultBaseUrl } from "../openclaw/providers.ts";
import { ADAPTERS } from "../servers/registry.ts";
import { sameEndpoint } from "./provider.ts";
import type { InitChoices } from "./types.ts";

/** Edits that bring a provider entry to `wanted` (the filled template's entry) and keep the rest of it. */
export function mergeProvider(value: JsonObject, wanted: JsonObject, choices: InitChoices): EditOp[] {
  const path: ConfigPath = ["models", "providers", choices.providerId];
  const have = getIn(value, path);
  if (!isObject(have)) return [{ op: "set", path, value: wanted }];
  const ops: EditOp[] = [];
  const set = (key: string, to: Json) => ops.push({ op: "set", path: [...path, key], value: to });
  if (!baseUrlWorks(asString(getKey(have, "baseUrl")), choices)) set("baseUrl", choices.baseUrl);
  const key = getKey(have, "apiKey");
  if (choices.apiKey !== null && (key === undefined || choices.apiKeyForced) && key !== choices.apiKey) {
    set("apiKey", choices.apiKey);
  }
  if ((asString(getKey(have, "api")) ?? "openai-completions") !== choices.api) set("api", choices.api);
  for (const extra of ["timeoutSeconds", "request"]) {
    const needed = getKey(wanted, extra);
    if (needed !== undefined && getKey(have, extra) === undefined) set(extra, needed);
  }
  const [row] = asArray(getKey(wanted, "models"));
  return isObject(row) ? [...ops, ...mergeRows(have, row, path, choices)] : ops;
}

/** True when the entry's URL (or its default) works, so that the user's spelling stays. */
function baseUrlWorks(have: string | undefined, choices: InitChoices): boolean {
  const url = have ?? defaultBaseUrl(choices.providerId) ?? "";
  if (!sameEndpoint(url, choices.baseUrl)) return false;
  const path = pathOf(url);
  if (path === pathOf(choices.baseUrl)) return true;
  return ADAPTERS.some(
    ({ provider }) => provider.id === choices.providerId && provider.otherPaths.includes(path),
  );
}

function pathOf(url: string): string {
  return URL.canParse(url) ? trimSlashes(new URL(url).pathname) : url;
}

function mergeRows(have: JsonObject, wanted: JsonObject, path: ConfigPath, choices: InitChoices): EditOp[] {
  const rows = getKey(have, "models");
  if (!Array.isArray(rows)) return [{ op: "set", path: [...path, "models"], value: [wanted] }];
  const hits = rows.flatMap((row, index) => (getKey(row, "id") === choices.modelId ? [index] : []));
  if (hits.length === 0) return [{ op: "append", path: [...path, "models"], value: wanted }];
  // it is not documented which row of a duplicate id OpenClaw uses, so both change
  return hits.flatMap((index) => mergeRow(rows[index] ?? null, wanted, [...path, "models", index], choices));
}

function mergeRow(have: Json, wanted: JsonObject, path: ConfigPath, choices: InitChoices): EditOp[] {
  const ops: EditOp[] = [];
  const set = (keys: readonly string[], to: Json | undefined) => {
    if (to !== undefined && !sameJson(getIn(have, keys), to))
      ops.push({ op: "set", path: [...path, ...keys], value: to });
  };
  if (getKey(have, "name") === undefined) set(["name"], getKey(wanted, "name"));
  const api = asString(getKey(have, "api"));
  if (api !== undefined && api !== choices.api) set(["api"], choices.api);
  set(["contextWindow"], choices.contextWindow);
  const tokens = asCount(getKey(have, "contextTokens"));
  if (getKey(wanted, "contextTokens") !== undefined)
    set(["contextTokens"], choices.contextTokens ?? undefined);
  else if (tokens !== undefined && tokens > choices.contextWindow)
    set(["contextTokens"], choices.contextWindow);
  const output = asCount(getKey(have, "maxTokens"));
  if (output === undefined || output > choices.contextWindow / 2) set(["maxTokens"], choices.maxTokens);
  set(["params", "num_ctx"], getIn(wanted, ["params", "num_ctx"]));
  if (getIn(have, ["compat", "supportsUsageInStreaming"]) === undefined) {
    set(["compat", "supportsUsageInStreaming"], getIn(wanted, ["compat", "supportsUsageInStreaming"]));
  }
  return ops;
}

/** Edits of agents.defaults.model. A plain string becomes an object only when necessary. */
export function mergeRoute(value: JsonObject, primary: string, fallbacks: readonly string[]): EditOp[] {
  const path: ConfigPath = ["agents", "defaults", "model"];
  const have = getIn(value, path);
  if (!isObject(have)) {
    if (have === primary && fallbacks.length === 0) return [];
    return [{ op: "set", path, value: { primary, fallbacks: [...fallbacks] } }];
  }
  const ops: EditOp[] = [];
  if (getKey(have, "primary") !== primary)
    ops.push({ op: "set", path: [...path, "primary"], value: primary });
  return [...ops, ...mergeFallbacks(getKey(have, "fallbacks"), fallbacks, [...path, "fallbacks"])];
}

function mergeFallbacks(have: Json = [], wanted: readonly string[], path: ConfigPath): EditOp[] {
  if (sameJson(have, [...wanted])) return [];
  const isPrefix = Array.isArray(have) && have.every((ref, i) => ref === wanted[i]);
  if (!isPrefix || have.length === 0) return [{ op: "set", path, value: [...wanted] }];
  return wanted.slice(have.length).map((ref) => ({ op: "append", path, value: ref }));
}

/** Edits that add what an entry lacks, at any depth. Existing values stay, except the base URL. */
export function mergeMissing(value: JsonObject, wanted: JsonObject, path: ConfigPath): EditOp[] {
  const have = getIn(value, path);
  if (!isObject(have)) return [{ op: "set", path, value: wanted }];
  return Object.entries(wanted).flatMap(([key, to]): EditOp[] => {
    const current = getKey(have, key);
    if (isObject(current) && isObject(to)) return mergeMissing(value, to, [...path, key]);
    const replace = key === "baseUrl" && current !== to;
    return current === undefined || replace ? [{ op: "set", path: [...path, key], value: to }] : [];
  });
}
