import type { CatalogModel, Geometry, LayerGroup, QuantFormat } from "./catalog.ts";
import { groupLayers, paramsOfLabel } from "./layers.ts";
import { BITS_PER_WEIGHT } from "./memory.ts";

interface FileFacts {
  name: string;
  fileName: string;
  params: CatalogModel["params"];
  contextNative: number | null;
  vocab: number | null;
  blocks: number;
  geometry: Geometry;
  licence: string | null;
  /** `bytes` null: there are no weights next to the description. */
  quant: { name: string; format: QuantFormat; bytes: number | null; source: string };
}

const DEFAULT_BITS = 4;

/** The row of a model that a file describes instead of the catalog, without a rank. */
export function modelFromFile(facts: FileFacts): CatalogModel {
  const { name, fileName, quant } = facts;
  return {
    id: name,
    name,
    repo: fileName,
    family: name,
    asOf: "",
    source: fileName,
    aliases: [],
    params: facts.params,
    contextNative: facts.contextNative,
    vocab: facts.vocab,
    blocks: facts.blocks,
    geometry: facts.geometry,
    parsers: { tool: null, reasoning: null, minVllm: null },
    reasoning: null,
    vision: null,
    licence: facts.licence,
    licenceKind: null,
    rank: null,
    quantSensitive: false,
    minSystemBytes: null,
    gguf: null,
    lmstudioKey: null,
    ollama: null,
    prefill16kSeconds: {},
    notes: [],
    quants: [{ ...quant, bits: bitsOf(quant.name), confidence: "high", native: false, repo: null }],
  };
}

/** Parameters by the size label, else by the size of the weights. */
export function paramsOf(label: string, totalByBytes: number, experts: boolean): CatalogModel["params"] {
  const stated = paramsOfLabel(label);
  const totalB = stated?.totalB ?? totalByBytes;
  if (!experts) return { totalB, activeB: totalB };
  // a label without an "A3B" does not contain the active parameters
  return { totalB, activeB: stated !== null && stated.activeB !== stated.totalB ? stated.activeB : null };
}

/** The geometry of the layers in a file. `note`: why they are a bound. */
export function geometryFrom(
  layers: readonly LayerGroup[],
  source: string,
  { note }: { note: string | null },
): Geometry {
  return {
    layers: groupLayers(layers),
    source,
    confidence: note === null ? "high" : "low",
    approximate: note !== null,
    note,
  };
}

/** Nominal bits of a form by its name. */
function bitsOf(quant: string): number {
  const bits = BITS_PER_WEIGHT[quant.replace(/^UD-/, "")];
  if (bits !== undefined) return Math.floor(bits);
  return Number(/(\d+)/.exec(quant)?.[1] ?? DEFAULT_BITS);
}
