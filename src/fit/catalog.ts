import { asArray, asBoolean, asNumber, getIn, getKey, isObject, type Json, parseJson } from "../core/json.ts";
import type { Confidence } from "../core/known.ts";
import { packageFile } from "../core/package-root.ts";
import type { Fs } from "../ports/index.ts";
import { type CatalogData, withBases } from "./bases.ts";
import { type Evidence, readEvidence, type Strength, strengthOf } from "./evidence.ts";
import { type Mtp, parseMtp } from "./mtp.ts";
import {
  confidenceOf,
  countAt,
  FORMATS,
  need,
  needCount,
  numberAt,
  numbers,
  oneOf,
  type QuantFormat,
  strings,
  textAt,
} from "./row-values.ts";

export type { QuantFormat } from "./row-values.ts";

/** Layers with one kind of memory for the context. Dimensions are elements, not bytes. */
export type LayerGroup =
  | { kind: "full"; layers: number; kvHeads: number; kDim: number; vDim: number }
  /** `window` in tokens. */
  | { kind: "sliding"; layers: number; kvHeads: number; kDim: number; vDim: number; window: number }
  /** Multi-head latent attention: one latent vector of rank + rope elements per token, no V. */
  | { kind: "mla"; layers: number; rank: number; rope: number }
  /** Linear attention or Mamba: a constant state for each sequence. */
  | { kind: "recurrent"; layers: number; convWidth: number; inner: number; groups: number; state: number }
  /** Only the f16 size of a token is known, not the layers. */
  | { kind: "flat"; bytesPerToken: number };

export interface Geometry {
  layers: LayerGroup[];
  source: string;
  confidence: Confidence;
  /** True: the computed KV cache is a bound or a guess; `note` says why. */
  approximate: boolean;
  note: string | null;
}

/** The routed experts of a model, of which each token reads a few. */
export interface Experts {
  /** In one block, and used for each token; null: unknown. */
  count: number | null;
  used: number | null;
  /** Blocks with experts, one after the other from `firstBlock` on; null: unknown. */
  blocks: number | null;
  firstBlock: number;
  /** 10^9 parameters of all routed experts. */
  routedB: number;
  /** 10^9 parameters of tables that engines keep in main memory. */
  hostB: number;
  /** Measured bytes of all other weights; null: not measured. */
  restBytes: number | null;
  source: string;
}

export interface Quant {
  /** "UD-Q4_K_M", "fp8". */
  name: string;
  /** Nominal bits per weight. */
  bits: number;
  format: QuantFormat;
  /** Size of the files; null: not published. */
  bytes: number | null;
  source: string;
  confidence: Confidence;
  /** True for the form in which the model was released. */
  native: boolean;
  /** Repository with only this form; null: the model's. */
  repo: string | null;
}

export interface CatalogModel {
  id: string;
  name: string;
  repo: string;
  /** Versions of one model, of which only the best is proposed. */
  family: string;
  /** The model that this is a fine-tune of, by its id here; null: none, or not known. */
  base: string | null;
  asOf: string;
  source: string;
  /** Other names that servers give it. */
  aliases: string[];
  /** 10^9 parameters; `activeB` are read for each token. */
  params: { totalB: number; activeB: number | null };
  /** Tokens that it was trained for. */
  contextNative: number | null;
  vocab: number | null;
  /** All blocks, where the geometry has only those with a cache; null: the geometry has them all. */
  blocks: number | null;
  /** Null: the need for context is unknown. */
  geometry: Geometry | null;
  /** Null: it has none, or they are not known. */
  experts: Experts | null;
  /** Drafting of several tokens at once; null: not known. */
  mtp: Mtp | null;
  /** Names of vLLM and SGLang. */
  parsers: { tool: string | null; reasoning: string | null; minVllm: string | null };
  reasoning: "always" | "yes" | "no" | null;
  vision: boolean | null;
  licence: string | null;
  licenceKind: "permissive" | "restricted" | null;
  /** What benchmarks of agents and tool calls say of it; null: no evidence, which is not the same as weak. */
  strength: Strength | null;
  /** False: it does not do what an agent needs; the notes say why. */
  proposed: boolean;
  /** True: the family suffers from 4 bits and needs at least 5. */
  quantSensitive: boolean;
  /** The unified memory that the model is meant for, at least. */
  minSystemBytes: number | null;
  gguf: { repo: string; basis: "source" | "naming" } | null;
  lmstudioKey: string | null;
  ollama: string | null;
  /** Seconds of a cold prompt of 16K tokens, by machine ("GB10", "M2 Ultra"); published measurements. */
  prefill16kSeconds: Readonly<Record<string, number>>;
  notes: string[];
  quants: Quant[];
}

export interface Catalog {
  /** YYYY-MM-DD. */
  asOf: string;
  /** "shipped", and the user's files that were read. */
  source: string;
  models: CatalogModel[];
}

/** The shipped catalog. */
export function readCatalog(fs: Pick<Fs, "readFile">): Catalog {
  return withEvidence(catalogOf(shippedCatalog(fs)), readEvidence(fs));
}

/** The catalog with what the evidence says of its models. */
export function withEvidence(catalog: Catalog, evidence: Evidence): Catalog {
  const models = catalog.models.map((model) => ({
    ...model,
    strength: model.strength ?? strengthOf(evidence, model.id),
  }));
  return { ...catalog, models };
}

/** Its data. */
export function shippedCatalog(fs: Pick<Fs, "readFile">): CatalogData {
  const bytes = fs.readFile(packageFile("data", "catalog.json"));
  if (bytes === null) throw new Error("data/catalog.json is missing from this installation");
  return catalogData(new TextDecoder().decode(bytes));
}

/** Throws for rows that are not valid, which is a bug of the data file. @internal */
export function parseCatalog(text: string): Catalog {
  return catalogOf(catalogData(text));
}

/** @internal */
export function catalogData(text: string): CatalogData {
  const data = parseJson(text);
  const models = asArray(getKey(data, "models")).filter(isObject);
  return { asOf: need(data, "asOf"), source: "shipped", models };
}

/** The catalog with what fine-tunes inherit from their bases. */
export function catalogOf({ asOf, source, models }: CatalogData): Catalog {
  const resolved = withBases(models);
  if (!resolved.ok)
    throw new Error(`catalog: base of ${resolved.problem.chain[0]} ${resolved.problem.message}`);
  return { asOf, source, models: resolved.rows.map(parseModel) };
}

/** A row with null for what is missing. */
export function parseModel(row: Json): CatalogModel {
  const id = need(row, "id");
  const totalB = asNumber(getIn(row, ["params", "totalB"]));
  if (totalB === undefined) throw new Error(`catalog: ${id} has no params.totalB`);
  const minSystemGiB = asNumber(getKey(row, "minSystemGiB"));
  return {
    id,
    name: need(row, "name"),
    repo: need(row, "repo"),
    family: need(row, "family"),
    base: textAt(row, "base"),
    asOf: need(row, "asOf"),
    source: need(row, "source"),
    aliases: strings(getKey(row, "aliases")),
    params: { totalB, activeB: numberAt(getKey(row, "params"), "activeB") },
    contextNative: countAt(row, "contextNative"),
    vocab: countAt(row, "vocab"),
    blocks: countAt(row, "blocks"),
    geometry: parseGeometry(getKey(row, "geometry")),
    experts: parseExperts(getKey(row, "experts")),
    mtp: parseMtp(getKey(row, "mtp")),
    parsers: {
      tool: textAt(row, "parsers", "tool"),
      reasoning: textAt(row, "parsers", "reasoning"),
      minVllm: textAt(row, "parsers", "minVllm"),
    },
    reasoning: oneOf(getKey(row, "reasoning"), ["always", "yes", "no"]),
    vision: asBoolean(getKey(row, "vision")) ?? null,
    licence: textAt(row, "licence"),
    licenceKind: oneOf(getKey(row, "licenceKind"), ["permissive", "restricted"]),
    strength: ownScore(numberAt(row, "score")),
    proposed: getKey(row, "proposed") !== false,
    quantSensitive: getKey(row, "quantSensitivity") === "high",
    minSystemBytes: minSystemGiB === undefined ? null : minSystemGiB * 2 ** 30,
    gguf: parseGguf(getKey(row, "gguf")),
    lmstudioKey: textAt(row, "lmstudioKey"),
    ollama: textAt(row, "ollama"),
    prefill16kSeconds: numbers(getKey(row, "prefill16kSeconds")),
    notes: strings(getKey(row, "notes")),
    quants: asArray(getKey(row, "quants")).map(parseQuant),
  };
}

/** What the user says of a model, on the scale of docs/evidence.md. */
function ownScore(score: number | null): Strength | null {
  return score === null ? null : { score, low: score, high: score, weight: 1, results: [] };
}

function parseQuant(value: Json): Quant {
  const format = oneOf(getKey(value, "format"), FORMATS);
  if (format === null) throw new Error(`catalog: unknown format in ${JSON.stringify(value)}`);
  return {
    name: need(value, "name"),
    bits: needCount(value, "bits"),
    format,
    bytes: countAt(value, "bytes"),
    source: need(value, "source"),
    confidence: confidenceOf(getKey(value, "confidence")),
    native: getKey(value, "native") === true,
    repo: textAt(value, "repo"),
  };
}

function parseGeometry(value: Json | undefined): Geometry | null {
  if (!isObject(value)) return null;
  return {
    layers: asArray(value["layers"]).map(parseLayers),
    source: need(value, "source"),
    confidence: confidenceOf(value["confidence"]),
    approximate: value["approximate"] === true,
    note: textAt(value, "note"),
  };
}

function parseExperts(value: Json | undefined): Experts | null {
  const routedB = asNumber(getKey(value, "routedB"));
  if (!isObject(value) || routedB === undefined) return null;
  const count = (key: string) => countAt(value, key);
  return {
    ...{ count: count("count"), used: count("used"), blocks: count("blocks"), routedB },
    firstBlock: count("firstBlock") ?? 0,
    hostB: asNumber(value["hostB"]) ?? 0,
    restBytes: count("restBytes"),
    source: need(value, "source"),
  };
}

function parseLayers(value: Json): LayerGroup {
  const count = (key: string) => needCount(value, key);
  const kind = oneOf(getKey(value, "kind"), ["full", "sliding", "mla", "recurrent", "flat"]);
  const heads = () => ({ kvHeads: count("kvHeads"), kDim: count("kDim"), vDim: count("vDim") });
  switch (kind) {
    case "full":
      return { kind, layers: count("layers"), ...heads() };
    case "sliding":
      return { kind, layers: count("layers"), ...heads(), window: count("window") };
    case "mla":
      // GLM 5.3 has no part with positions
      return {
        ...{ kind, layers: count("layers"), rank: count("rank") },
        rope: getKey(value, "rope") === 0 ? 0 : count("rope"),
      };
    case "recurrent":
      return {
        ...{ kind, layers: count("layers"), convWidth: count("convWidth") },
        ...{ inner: count("inner"), groups: count("groups"), state: count("state") },
      };
    case "flat":
      return { kind, bytesPerToken: count("bytesPerToken") };
    case null:
      throw new Error(`catalog: unknown layers ${JSON.stringify(value)}`);
  }
}

function parseGguf(value: Json | undefined): CatalogModel["gguf"] {
  if (!isObject(value)) return null;
  return { repo: need(value, "repo"), basis: value["basis"] === "source" ? "source" : "naming" };
}
