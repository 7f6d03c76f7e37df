import type { JsonObject } from "../../core/json.ts";
import { MEASURES } from "../../core/measured.ts";

const orNull = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: "null" }] });
const object = (properties: JsonObject): JsonObject => ({
  type: "object",
  required: Object.keys(properties),
  additionalProperties: false,
  properties,
});

const text = (maxLength: number): JsonObject => ({ type: "string", maxLength });
const date: JsonObject = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,15}Z$" };
/** No model server has more tokens, and no machine more bytes. */
const count: JsonObject = { type: "integer", minimum: 0, maximum: 100_000_000 };
const bytes: JsonObject = { type: "integer", minimum: 1, maximum: 2 ** 50 };
/** Tokens a second; see MOST_PREFILL of src/turn/speed. */
const perSecond: JsonObject = { type: "number", exclusiveMinimum: 0, maximum: 1_000_000 };
const share: JsonObject = { type: "number", minimum: 0, maximum: 1 };

const SPREAD = object({
  median: perSecond,
  low: perSecond,
  high: perSecond,
  runs: { type: "integer", minimum: 1, maximum: 100 },
  source: { enum: ["server", "stream"] },
});

const DEPTH = object({
  depth: count,
  promptTokens: { ...count, minimum: 1 },
  prefill: orNull(SPREAD),
  decode: orNull(SPREAD),
  why: orNull(text(300)),
  again: orNull(
    object({ seconds: { type: "number", minimum: 0, maximum: 1_000_000 }, cachedTokens: orNull(count) }),
  ),
});

const RATE = object({ good: count, of: count, low: share, high: share });

const ENTRY = object({
  measuredAt: date,
  tool: text(60),
  server: object({
    kind: orNull(text(60)),
    product: orNull(text(100)),
    version: orNull(text(100)),
    port: { type: "integer", minimum: 1, maximum: 65_535 },
  }),
  model: { ...text(400), minLength: 1 },
  quantization: orNull(text(100)),
  context: orNull(count),
  hardware: object({
    gpus: {
      type: "array",
      maxItems: 64,
      items: object({ name: orNull(text(200)), memoryBytes: orNull(bytes) }),
    },
    cpu: orNull(text(200)),
    ramBytes: orNull(bytes),
  }),
  depths: { type: "array", maxItems: 8, items: DEPTH },
  exam: orNull(
    object({
      measuredAt: date,
      runs: { type: "integer", minimum: 1, maximum: 10_000 },
      measures: object(Object.fromEntries(MEASURES.map((measure) => [measure, RATE]))),
    }),
  ),
});

/** The file of this machine's own figures. */
export const OWN_FILE: JsonObject = object({
  version: { const: 1 },
  entries: { type: "array", maxItems: 100, items: ENTRY },
});
