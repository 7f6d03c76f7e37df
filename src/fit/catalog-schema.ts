import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { ENGINES, KINDS } from "./mtp.ts";
import { FORMATS } from "./row-values.ts";

const text: JsonObject = { type: "string", minLength: 1 };
const number: JsonObject = { type: "number" };
const positive: JsonObject = { type: "number", exclusiveMinimum: 0 };
const count: JsonObject = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const zeroOrMore: JsonObject = { ...count, minimum: 0 };
const flag: JsonObject = { type: "boolean" };
const list = (items: JsonObject): JsonObject => ({ type: "array", items });
const oneOfOrNull = (...words: string[]): JsonObject => ({ enum: [...words, null] });
const confidence = oneOfOrNull("high", "medium", "low", "unknown");
const orNull = (schema: JsonObject): JsonObject => ({ ...schema, type: [schema["type"] ?? null, "null"] });
const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const DATE = "^\\d{4}-\\d{2}-\\d{2}$";
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
    const counts = Object.fromEntries(fields.map((field) => [field, field === "rope" ? zeroOrMore : count]));
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

const MTP = object({
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
});

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
    ...{ id: text, name: text, repo: text, family: text, base: orNull(text), asOf: text, source: text },
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
    licenceSource: orNull(text),
    rank: orNull(number),
    quantSensitivity: oneOfOrNull("high"),
    minSystemGiB: orNull(positive),
    gguf: orNull(object({ repo: text, basis: { enum: ["source", "naming"] } }, "repo")),
    lmstudioKey: orNull(text),
    ollama: orNull(text),
    prefill16kSeconds: { type: "object" },
    notes: list(text),
    quants: list(QUANT),
  },
  "id",
);

/** Rows of the user's own; docs/hardware.md describes them. */
export const OWN_ROWS = object({ models: list(MODEL) }, "models");

/** A whole catalog, which may be of a later release and have fields that this one does not know. */
export const WHOLE_CATALOG = withoutLimits(
  object(
    { about: list(text), asOf: { type: "string", pattern: DATE }, models: list(MODEL) },
    "asOf",
    "models",
  ),
);

/** A schema that does not mind unknown keys. */
function withoutLimits(schema: JsonObject): JsonObject {
  const open = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(open);
    return isObject(value) ? withoutLimits(value) : value;
  };
  const kept = Object.entries(schema).filter(([key]) => key !== "additionalProperties");
  return Object.fromEntries(kept.map(([key, value]) => [key, open(value)]));
}
