import { GIB } from "../../../src/core/bytes.ts";
import type { Catalog, CatalogModel, Quant } from "../../../src/fit/catalog.ts";
import { splitAt } from "../../../src/fit/experts.ts";
import { type KvType, needOf } from "../../../src/fit/memory.ts";
import { ASSUMED_RAM_GBS } from "../../../src/fit/pool.ts";
import { prefillSeconds } from "../../../src/fit/prefill.ts";
import {
  blocksOf,
  decodeSpeed,
  expertSpeed,
  mtpBytes,
  mtpSpeed,
  type SpeedRange,
} from "../../../src/fit/speed.ts";
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
  /** Tokens a second of reading the prompt. */
  prefillSpeed: number | null;
  /** Tokens a second that the chip's arithmetic allows at all. */
  fastestPrefill: number | null;
  /** With drafts: the measured speed without them, and what they add; and the memory without them, and what they take. */
  draftSpeed: SpeedRange | null;
  draftPeakGiB: number | null;
  /** Tokens a second if the active weights were read at the full bandwidth, and nothing else took time. */
  fastest: number | null;
}

/** llama.cpp's default micro-batch, in tokens. */
const UBATCH = 512;
/** With experts in RAM the copy decides, so that the length of the prompt, where it is not stated, hardly matters. */
const UNSTATED_PROMPT = 4096;

export function predict(row: Row, catalog: Catalog): Prediction {
  const model = modelOfRow(row, catalog);
  const quant = model && quantOfRow(row, model);
  const kvType = kvTypeOf(row.kvType);
  const bandwidthGBs = bandwidthOfRow(row);
  const base = { model, quant, kvType, layers: model && blocksOf(model), bandwidthGBs };
  if (model === null || quant === null || quant.bytes === null || model.geometry === null) {
    const none = { leastBytes: null, peakGiB: null, tokensPerSecond: null, fastest: null };
    return {
      ...base,
      ...none,
      prefillSpeed: null,
      fastestPrefill: null,
      draftSpeed: null,
      draftPeakGiB: null,
    };
  }
  const ubatch = row.ubatch ?? UBATCH;
  const need =
    row.context === null
      ? null
      : needOf(
          { weightsBytes: quant.bytes, geometry: model.geometry, vocab: model.vocab },
          { context: row.context, kvType: kvType ?? "f16", devices: row.cards, ubatch },
        );
  const active = ((model.params.activeB ?? 0) / model.params.totalB) * quant.bytes;
  const { tflops } = machineOfRow(row);
  const activeOps = 2e9 * (model.params.activeB ?? 0);
  return {
    ...base,
    leastBytes: quant.bytes + (need?.kv ?? 0),
    peakGiB: need && need.total / GIB,
    tokensPerSecond: decodeOf(row, model, quant, kvType)?.typical ?? null,
    prefillSpeed: prefillOf(row, model, quant),
    fastestPrefill: tflops !== null && activeOps > 0 ? (tflops * 1e12 * ratesOf(quant)) / activeOps : null,
    draftSpeed:
      row.plainSpeed === null
        ? null
        : mtpSpeed(rangeOf(row.plainSpeed), model, machineOfRow(row), "llamacpp"),
    draftPeakGiB: draftPeak(row, model),
    fastest: bandwidthGBs !== null && active > 0 ? (bandwidthGBs * 1e9) / active : null,
  };
}

/** fp8 counts twice and fp4 four times where the chip has units for them; GGUF is unpacked to half precision or 8 bits. */
function ratesOf({ format }: Quant): number {
  return format === "safetensors" ? 4 : 1;
}

function rangeOf(typical: number): SpeedRange {
  return { typical, low: typical, high: typical };
}

function decodeOf(row: Row, model: CatalogModel, quant: Quant, kvType: KvType | null): SpeedRange | null {
  const machine = machineOfRow(row);
  if (row.expertsInRam === null)
    return row.depth === null ? null : decodeSpeed(model, quant, kvType ?? "f16", machine, row.depth);
  const split = splitAt(model, quant, row.expertsInRam);
  const ramGBs = row.ramGBs ?? ASSUMED_RAM_GBS;
  return split && expertSpeed(model, split, kvType ?? "f16", { ...machine, ramGBs }, row.depth ?? 0);
}

function prefillOf(row: Row, model: CatalogModel, quant: Quant): number | null {
  const split = row.expertsInRam === null ? null : splitAt(model, quant, row.expertsInRam);
  const tokens = row.prefillTokens ?? UNSTATED_PROMPT;
  const options = { depth: row.prefillDepth, ubatch: row.ubatch, ramBytes: split?.ramBytes };
  const seconds = prefillSeconds(model, quant, machineOfRow(row), tokens, options);
  return seconds && tokens / seconds.typical;
}

function draftPeak(row: Row, model: CatalogModel): number | null {
  if (row.plainPeakGiB === null || row.context === null) return null;
  const tokens = Number(/n-max (\d+)/.exec(row.command)?.[1] ?? 2);
  const bytes = mtpBytes(model, row.context, tokens);
  return bytes === null ? null : row.plainPeakGiB + bytes / GIB;
}

function kvTypeOf(text: string | null): KvType | null {
  if (text === "f16" || text === "bf16") return "f16";
  if (text === "q8_0" || text === "q8") return "q8_0";
  return text === "q4_0" ? "q4_0" : null;
}
