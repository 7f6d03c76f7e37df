import { asArray, asNumber, getKey, isObject, type Json, type JsonObject, parseJson } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { firstFault } from "../openclaw/schema/validate.ts";
import { type Catalog, catalogOf } from "./catalog.ts";
import { ENGINES, KINDS } from "./mtp.ts";
import { FORMATS } from "./row-values.ts";

/** One thing that is wrong with a catalog of the user, and where. */
interface CatalogProblem {
  path: ConfigPath;
  message: string;
}

type CatalogResult = { ok: true; catalog: Catalog } | { ok: false; problem: CatalogProblem };

const text: JsonObject = { type: "string", minLength: 1 };
const number: JsonObject = { type: "number" };
const positive: JsonObject = { type: "number", exclusiveMinimum: 0 };
const count: JsonObject = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const flag: JsonObject = { type: "boolean" };
const confidence: JsonObject = { enum: ["high", "medium", "low"] };
const list = (items: JsonObject): JsonObject => ({ type: "array", items });
const oneOfOrNull = (...words: string[]): JsonObject => ({ enum: [...words, null] });
const orNull = (schema: JsonObject): JsonObject => ({ ...schema, type: [schema["type"] ?? null, "null"] });
const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const FORMAT: JsonObject = { enum: [...FORMATS] };
/** MiniMax M3 has seven. */
const MAX_HEADS = 64;

/** The fields of each kind of layers; all are required. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  full: ["layers", "kvHeads", "kDim", "vDim"],
  sliding: ["layers", "kvHeads", "kDim", "vDim", "window"],
  mla: ["layers", "rank", "rope"],
  recurrent: ["layers", "convWidth", "inner", "groups", "state"],
  flat: ["bytesPerToken"],
};

const LAYER: JsonObject = {
  type: "object",
  properties: { kind: { enum: Object.keys(LAYERS) } },
  required: ["kind"],
  allOf: Object.entries(LAYERS).map(([kind, fields]) => {
    const counts = Object.fromEntries(fields.map((field) => [field, count]));
    const another = { not: { properties: { kind: { const: kind } } } };
    return { if: another, else: object({ kind: text, ...counts }, ...fields) };
  }),
};

const GEOMETRY = object(
  { layers: list(LAYER), source: text, confidence, approximate: flag, note: orNull(text) },
  "layers",
);

const EXPERTS = object(
  {
    ...{ count, used: count, blocks: count, firstBlock: { type: "integer", minimum: 0 } },
    ...{ routedB: positive, hostB: positive, restBytes: count, source: text },
  },
  "routedB",
);

const RUNS = object(
  Object.fromEntries(ENGINES.map((engine) => [engine, object({ tokens: count, source: text }, "source")])),
);

const MTP = object(
  {
    heads: orNull({ type: "integer", minimum: 0, maximum: MAX_HEADS }),
    ...{ headsB: orNull(positive), headCacheBytes: orNull(count), inGguf: orNull(flag) },
    ...{ ggufRepo: orNull(text), runs: RUNS, source: text },
    drafts: list(
      object(
        {
          repo: text,
          kind: { enum: [...KINDS] },
          format: FORMAT,
          bytes: orNull(count),
          runs: RUNS,
          source: text,
        },
        ...["repo", "kind", "format", "source"],
      ),
    ),
    gains: list(
      object(
        {
          ...{ engine: { enum: [...ENGINES] }, from: number, median: orNull(number), to: number },
          ...{ count, on: text, source: text },
        },
        ...["engine", "from", "to", "on", "source"],
      ),
    ),
  },
  "heads",
);

const QUANT = object(
  {
    name: text,
    bits: count,
    format: FORMAT,
    bytes: orNull(count),
    source: text,
    confidence,
    native: flag,
    repo: orNull(text),
  },
  ...["name", "bits", "format"],
);

const MODEL = object(
  {
    ...{ id: text, name: text, repo: text, family: text, asOf: text, source: text },
    aliases: list(text),
    params: object({ totalB: positive, activeB: orNull(positive) }),
    ...{ contextNative: orNull(count), vocab: orNull(count), blocks: orNull(count) },
    geometry: orNull(GEOMETRY),
    experts: orNull(EXPERTS),
    mtp: orNull(MTP),
    parsers: object({ tool: orNull(text), reasoning: orNull(text), minVllm: orNull(text) }),
    reasoning: oneOfOrNull("always", "yes", "no"),
    vision: orNull(flag),
    licence: orNull(text),
    licenceKind: oneOfOrNull("permissive", "restricted"),
    rank: orNull(number),
    quantSensitivity: oneOfOrNull("high"),
    minSystemGiB: orNull(positive),
    gguf: orNull(object({ repo: text, basis: { enum: ["source", "naming"] } }, "repo")),
    lmstudioKey: orNull(text),
    ollama: orNull(text),
    notes: list(text),
    quants: list(QUANT),
  },
  "id",
);

/** A catalog file of the user; docs/hardware.md describes it. */
const FILE = object({ models: list(MODEL) }, "models");

/**
 * The shipped catalog (its JSON text) with the rows of a user's file: a row with a known id overrides field by field (forms
 * by their name), any other is added.
 */
export function mergeCatalog(shipped: string, user: Json, fileName: string): CatalogResult {
  const problem = firstFault(FILE, user);
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
  for (const key of ["experts", "mtp"]) {
    const own = row[key];
    if (isObject(own)) merged[key] = { source: fileName, ...own };
  }
  if (row["quants"] !== undefined)
    merged["quants"] = mergeQuants(asArray(before["quants"]), asArray(row["quants"]), fileName);
  return merged;
}

function mergeQuants(before: readonly Json[], own: readonly Json[], fileName: string): Json[] {
  const names = new Set(own.map((quant) => getKey(quant, "name")));
  const kept = before.filter((quant) => !names.has(getKey(quant, "name")));
  return [...kept, ...own.filter(isObject).map((quant) => withSource(quant, fileName))];
}

/** The user's own figures count as certain. */
function withSource(value: JsonObject, fileName: string): JsonObject {
  return { source: fileName, confidence: "high", ...value };
}
