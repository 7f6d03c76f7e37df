import type { EditOp } from "../config/read/types.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { asArray, asCount, asString, getIn, getKey, isObject, sameJson } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { literalValue } from "../openclaw/literal.ts";
import type { InitChoices } from "./types.ts";

/** Edits that bring a provider entry to `wanted` (the filled template's entry) and keep the rest of it. */
export function mergeProvider(value: JsonObject, wanted: JsonObject, choices: InitChoices): EditOp[] {
  const path: ConfigPath = ["models", "providers", choices.providerId];
  const have = getIn(value, path);
  if (!isObject(have)) return [{ op: "set", path, value: wanted }];
  const ops: EditOp[] = [];
  const set = (key: string, to: Json) => ops.push({ op: "set", path: [...path, key], value: to });
  if (!choices.keepBaseUrl) set("baseUrl", choices.baseUrl);
  const key = getKey(have, "apiKey");
  if (choices.apiKey !== null && (key === undefined || choices.apiKeyForced) && key !== choices.apiKey) {
    set("apiKey", choices.apiKey);
  }
  if ((asString(getKey(have, "api")) ?? "openai-completions") !== choices.api) set("api", choices.api);
  const { timeoutSeconds, request } = choices.network;
  const needs = { timeoutSeconds, request, localService: choices.localService ?? undefined };
  for (const [extra, needed] of Object.entries(needs)) {
    const isKnown = getKey(wanted, extra) !== undefined;
    if (isKnown && needed !== undefined && getKey(have, extra) === undefined) set(extra, needed);
  }
  const [row] = asArray(getKey(wanted, "models"));
  return isObject(row) ? [...ops, ...mergeRows(have, row, path, choices)] : ops;
}

/** Edits that bring the row of a model to `wanted`, or add it. `path` is that of the provider entry `have`. */
export function mergeRows(
  have: JsonObject,
  wanted: JsonObject,
  path: ConfigPath,
  choices: InitChoices,
): EditOp[] {
  const rows = getKey(have, "models");
  if (!Array.isArray(rows)) return [{ op: "set", path: [...path, "models"], value: [wanted] }];
  // an earlier init wrote ids without the escape
  const ids = [choices.writtenId, choices.modelId];
  const hits = rows.flatMap((row, index) => (ids.some((id) => id === getKey(row, "id")) ? [index] : []));
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
  set(["id"], getKey(wanted, "id"));
  const name = getKey(have, "name");
  if (name === undefined || (name === choices.modelId && name !== literalValue(name)))
    set(["name"], getKey(wanted, "name"));
  const api = asString(getKey(have, "api"));
  if (api !== undefined && api !== choices.api) set(["api"], choices.api);
  const { contextWindow, contextLimit } = choices;
  const stays = (figure: number | undefined) =>
    contextLimit !== null && figure !== undefined && figure >= contextWindow && figure <= contextLimit;
  const window = asCount(getKey(have, "contextWindow"));
  if (!stays(window)) {
    const isAbove = contextLimit !== null && window !== undefined && window > contextLimit;
    set(["contextWindow"], isAbove ? contextLimit : contextWindow);
  }
  const tokens = asCount(getKey(have, "contextTokens"));
  if (!stays(tokens)) {
    if (getKey(wanted, "contextTokens") !== undefined)
      set(["contextTokens"], choices.contextTokens ?? undefined);
    else if (tokens !== undefined && tokens > contextWindow) set(["contextTokens"], contextWindow);
  }
  const output = asCount(getKey(have, "maxTokens"));
  if (output === undefined || output > contextWindow / 2) set(["maxTokens"], choices.maxTokens);
  if (!stays(asCount(getIn(have, ["params", "num_ctx"]))))
    set(["params", "num_ctx"], getIn(wanted, ["params", "num_ctx"]));
  return [...ops, ...lacking(have, wanted, path)];
}

/** What a row lacks of what is known. What it has stays; without reasoning it needs no way to control the thinking. */
function lacking(have: Json, wanted: JsonObject, path: ConfigPath): EditOp[] {
  const ops: EditOp[] = [];
  const fill = (keys: readonly string[], to: Json | undefined) => {
    if (to !== undefined && getIn(have, keys) === undefined)
      ops.push({ op: "set", path: [...path, ...keys], value: to });
  };
  if (getKey(wanted, "reasoning") === true) fill(["reasoning"], true);
  if (asArray(getKey(wanted, "input")).length > 1) fill(["input"], getKey(wanted, "input"));
  const thinks = (getKey(have, "reasoning") ?? getKey(wanted, "reasoning")) === true;
  const compat = getKey(wanted, "compat");
  for (const [key, to] of Object.entries(isObject(compat) ? compat : {}))
    if (thinks || FOR_ALL.has(key)) fill(["compat", key], to);
  return ops;
}

/** The keys of `compat` that models without reasoning need, too. */
const FOR_ALL = new Set(["supportsUsageInStreaming", "toolSchemaProfile"]);

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
