import { GIB } from "../../../src/core/bytes.ts";
import type { Catalog, CatalogModel, Quant } from "../../../src/fit/catalog.ts";
import { type KvType, needOf } from "../../../src/fit/memory.ts";
import { blocksOf, decodeSpeed } from "../../../src/fit/speed.ts";
import { bandwidthOfRow, machineOfRow, modelOfRow, quantOfRow } from "./match.ts";
import type { Row } from "./rows.ts";

/** The estimate for a row; null where the row or the catalog lacks figures. */
export interface Prediction {
  model: CatalogModel | null;
  quant: Quant | null;
  kvType: KvType | null;
  layers: number | null;
  bandwidthGBs: number | null;
  /** Weights and cache alone. */
  leastBytes: number | null;
  peakGiB: number | null;
  tokensPerSecond: number | null;
  /** Tokens a second if the active weights were read at the full bandwidth, and nothing else took time. */
  fastest: number | null;
}

/** llama.cpp's default micro-batch, in tokens. */
const UBATCH = 512;

export function predict(row: Row, catalog: Catalog): Prediction {
  const model = modelOfRow(row, catalog);
  const quant = model && quantOfRow(row, model);
  const kvType = kvTypeOf(row.kvType);
  const bandwidthGBs = bandwidthOfRow(row);
  const base = { model, quant, kvType, layers: model && blocksOf(model), bandwidthGBs };
  if (model === null || quant === null || quant.bytes === null || model.geometry === null) {
    return { ...base, leastBytes: null, peakGiB: null, tokensPerSecond: null, fastest: null };
  }
  const ubatch = Number(/-ub (\d+)/.exec(row.command)?.[1] ?? UBATCH);
  const need =
    row.context === null
      ? null
      : needOf(
          { weightsBytes: quant.bytes, geometry: model.geometry, vocab: model.vocab },
          { context: row.context, kvType: kvType ?? "f16", devices: row.cards, ubatch },
        );
  const speed =
    row.depth === null ? null : decodeSpeed(model, quant, kvType ?? "f16", machineOfRow(row), row.depth);
  const active = ((model.params.activeB ?? 0) / model.params.totalB) * quant.bytes;
  return {
    ...base,
    leastBytes: quant.bytes + (need?.kv ?? 0),
    peakGiB: need && need.total / GIB,
    tokensPerSecond: speed?.typical ?? null,
    fastest: bandwidthGBs !== null && active > 0 ? (bandwidthGBs * 1e9) / active : null,
  };
}

function kvTypeOf(text: string | null): KvType | null {
  if (text === "f16" || text === "bf16") return "f16";
  if (text === "q8_0" || text === "q8") return "q8_0";
  return text === "q4_0" ? "q4_0" : null;
}
