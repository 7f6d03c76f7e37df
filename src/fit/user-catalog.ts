import { didYouMean } from "../core/did-you-mean.ts";
import {
  asArray,
  asNumber,
  asString,
  getKey,
  isObject,
  type Json,
  type JsonObject,
  parseJson,
} from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { type Catalog, catalogOf } from "./catalog.ts";

/** One thing that is wrong with a catalogue of the user, and where. */
export interface CatalogProblem {
  path: ConfigPath;
  message: string;
}

type CatalogResult = { ok: true; catalog: Catalog } | { ok: false; problem: CatalogProblem };

type Check = (value: Json, path: ConfigPath) => CatalogProblem | null;

const text: Check = (value, path) =>
  asString(value) === undefined ? { path, message: "must be a text that is not empty" } : null;
const positive: Check = (value, path) =>
  (asNumber(value) ?? 0) > 0 ? null : { path, message: "must be a number above 0" };
const count: Check = (value, path) =>
  Number.isSafeInteger(value) && (asNumber(value) ?? 0) > 0
    ? null
    : { path, message: "must be a whole number above 0" };
const anyNumber: Check = (value, path) =>
  asNumber(value) === undefined ? { path, message: "must be a number" } : null;
const flag: Check = (value, path) =>
  typeof value === "boolean" ? null : { path, message: "must be true or false" };
const orNull =
  (check: Check): Check =>
  (value, path) =>
    value === null ? null : check(value, path);
const oneOf =
  (...words: string[]): Check =>
  (value, path) =>
    words.some((word) => word === value) ? null : { path, message: `must be one of ${words.join(", ")}` };
const list =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return { path, message: "must be a list" };
    return first(value.map((item, i) => () => check(item, [...path, i])));
  };
const fields =
  (known: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, path) => {
    if (!isObject(value)) return { path, message: "must be an object" };
    const missing = required.find((key) => !Object.hasOwn(value, key));
    if (missing !== undefined) return { path, message: `"${missing}" is missing` };
    return first(
      Object.entries(value).map(([key, item]) => () => {
        const check = Object.hasOwn(known, key) ? known[key] : undefined;
        return check === undefined ? unknownKey(key, path, known) : check(item, [...path, key]);
      }),
    );
  };

function first(checks: readonly (() => CatalogProblem | null)[]): CatalogProblem | null {
  for (const check of checks) {
    const problem = check();
    if (problem !== null) return problem;
  }
  return null;
}

function unknownKey(key: string, path: ConfigPath, known: Readonly<Record<string, Check>>): CatalogProblem {
  const meant = didYouMean(key, Object.keys(known));
  const hint =
    meant === undefined ? `known are ${Object.keys(known).join(", ")}` : `did you mean "${meant}"?`;
  return { path: [...path, key], message: `"${key}" is no field here; ${hint}` };
}

const confidence = oneOf("high", "medium", "low");
const heads = { layers: count, kvHeads: count, kDim: count, vDim: count };
const LAYERS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  full: heads,
  sliding: { ...heads, window: count },
  mla: { layers: count, rank: count, rope: count },
  recurrent: { layers: count, convWidth: count, inner: count, groups: count, state: count },
  flat: { bytesPerToken: count },
};

/** The fields of a kind of layers are all needed. */
const layers: Check = (value, path) => {
  const kind = asString(getKey(value, "kind")) ?? "";
  const known = Object.hasOwn(LAYERS, kind) ? LAYERS[kind] : undefined;
  if (known === undefined) {
    const message = `needs a "kind", one of ${Object.keys(LAYERS).join(", ")}`;
    return { path, message };
  }
  return fields({ kind: text, ...known }, Object.keys(known))(value, path);
};

const QUANT = {
  name: text,
  bits: count,
  format: oneOf("gguf", "safetensors", "mlx"),
  bytes: orNull(count),
  source: text,
  confidence,
  native: flag,
  repo: orNull(text),
};

const MODEL: Readonly<Record<string, Check>> = {
  id: text,
  name: text,
  repo: text,
  family: text,
  asOf: text,
  source: text,
  aliases: list(text),
  params: fields({ totalB: positive, activeB: orNull(positive) }),
  contextNative: orNull(count),
  vocab: orNull(count),
  blocks: orNull(count),
  geometry: orNull(
    fields({ layers: list(layers), source: text, confidence, approximate: flag, note: orNull(text) }, [
      "layers",
    ]),
  ),
  parsers: fields({ tool: orNull(text), reasoning: orNull(text), minVllm: orNull(text) }),
  reasoning: orNull(oneOf("always", "yes", "no")),
  vision: orNull(flag),
  licence: orNull(text),
  licenceKind: orNull(oneOf("permissive", "restricted")),
  rank: orNull(anyNumber),
  quantSensitivity: orNull(oneOf("high")),
  minSystemGiB: orNull(positive),
  gguf: orNull(fields({ repo: text, basis: oneOf("source", "naming") }, ["repo"])),
  lmstudioKey: orNull(text),
  ollama: orNull(text),
  notes: list(text),
  quants: list(fields(QUANT, ["name", "bits", "format"])),
};

const FILE = fields({ models: list(fields(MODEL, ["id"])) }, ["models"]);

/**
 * The shipped catalogue (its JSON text) with the rows of a user's file: a row with a known id overrides field by field
 * (forms by their name), any other is added.
 */
export function mergeCatalog(shipped: string, user: Json, fileName: string): CatalogResult {
  const problem = FILE(user, []);
  if (problem !== null) return { ok: false, problem };
  const base = parseJson(shipped);
  const rows = asArray(getKey(base, "models")).filter(isObject);
  for (const [i, row] of asArray(getKey(user, "models")).filter(isObject).entries()) {
    const at = rows.findIndex((other) => other["id"] === row["id"]);
    const before = rows[at];
    if (before !== undefined) rows[at] = override(before, row, fileName);
    else {
      if (asNumber(getKey(row["params"], "totalB")) === undefined) {
        const message = `"params.totalB" (10^9 parameters) is missing, which a new model needs`;
        return { ok: false, problem: { path: ["models", i], message } };
      }
      rows.push(override(freshRow(row, fileName), row, fileName));
    }
  }
  return { ok: true, catalog: catalogOf({ asOf: getKey(base, "asOf") ?? fileName, models: rows }) };
}

function freshRow(row: JsonObject, fileName: string): JsonObject {
  const id = row["id"] ?? "";
  return { id, name: id, repo: id, family: id, asOf: "user", source: fileName };
}

function override(before: JsonObject, row: JsonObject, fileName: string): JsonObject {
  const merged: JsonObject = { ...before };
  for (const [key, value] of Object.entries(row)) {
    const old = merged[key];
    const mergeable = (key === "params" || key === "parsers") && isObject(old) && isObject(value);
    merged[key] = mergeable ? { ...old, ...value } : value;
  }
  if (isObject(row["geometry"])) merged["geometry"] = withSource(row["geometry"], fileName);
  if (row["quants"] !== undefined)
    merged["quants"] = mergeQuants(asArray(before["quants"]), asArray(row["quants"]), fileName);
  return merged;
}

function mergeQuants(before: readonly Json[], own: readonly Json[], fileName: string): Json[] {
  const names = new Set(own.map((quant) => getKey(quant, "name")));
  const kept = before.filter((quant) => !names.has(getKey(quant, "name")));
  return [...kept, ...own.filter(isObject).map((quant) => withSource(quant, fileName))];
}

/** What the user states is taken as stated. */
function withSource(value: JsonObject, fileName: string): JsonObject {
  return { source: fileName, confidence: "high", ...value };
}
