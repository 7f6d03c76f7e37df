import { type CatalogModel, type Geometry, type LayerGroup, parseModel, type Quant } from "./catalog.ts";
import { groupLayers, paramsOfLabel } from "./layers.ts";
import { BITS_PER_WEIGHT } from "./memory.ts";

interface FileFacts
  extends Pick<
    CatalogModel,
    "name" | "params" | "contextNative" | "vocab" | "blocks" | "geometry" | "experts" | "mtp" | "licence"
  > {
  fileName: string;
  /** `bytes` null: there are no weights next to the description. */
  quant: Pick<Quant, "name" | "format" | "bytes" | "source">;
}

const DEFAULT_BITS = 4;

/** The row of a model that a file describes instead of the catalog, without a rank. */
export function modelFromFile({ name, fileName, quant, ...facts }: FileFacts): CatalogModel {
  const id = name || fileName;
  const texts = { id, name: id, family: id, repo: fileName, source: fileName, asOf: "file" };
  return {
    ...parseModel({ ...texts, params: { totalB: facts.params.totalB } }),
    ...facts,
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
