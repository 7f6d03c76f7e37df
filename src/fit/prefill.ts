import type { CatalogModel, Geometry, LayerGroup, Quant } from "./catalog.ts";
import { isMoe, type MemorySpeed, prefill16k, type SpeedRange } from "./speed.ts";

/*
 * All shares are fitted to the fitting half of test/fit/measurements (docs/hardware.md). They are of the chip's dense FP16
 * arithmetic, which src/machine/compute.ts has from the makers.
 */
const SHARE_NVIDIA = 0.43;
const SHARE_GB10 = 0.47;
/** Radeon cards: no row is long enough, one of 965 tokens (RX 7900 XTX) agrees. */
const SHARE_RADEON = 0.35;
/** Strix Halo. */
const SHARE_APU = 0.26;
const SHARE_METAL = 0.86;
/** vLLM with bf16; fp8 has no row in the fitting half, so nothing is gained from it here. */
const SHARE_VLLM = 0.69;
const SHARE_VLLM_4BIT = 0.41;
/** A model with experts gets this share of it at most, and half of that with so many tokens for each expert at a time. */
const MOE_SHARE = 0.7;
const MOE_HALF_TOKENS = 16;
/** Of attention, which grows with the depth. */
const ATTENTION = { metal: 0.49, amd: 0.15, other: 0.31 };
/** Query heads for each head of the cache, and those of latent attention; the catalog has neither, and the fit absorbs them. */
const QUERY_HEADS = 8;
const SLIDING_QUERY_HEADS = 2;
const LATENT_HEADS = 25;

/** Tokens that are processed at once: llama.cpp's default n_ubatch, and vLLM's usual chunk. */
const UBATCH_TOKENS = 512;
const VLLM_CHUNK_TOKENS = 8192;
/** Share of the bandwidth for reading the weights once for each batch. */
const READ_SHARE = 0.72;
/** GB/s at which experts get from main memory to the card, after two rows (RTX 5080, RX 9070 XT). */
const COPY_GBS = 22;
/** The estimate is off by up to this factor at nine of ten rows of the fitting half. */
const SPREAD = 1.35;
/** With experts in main memory, or with an assumed chip. */
const WIDE_SPREAD = 2;

/** A machine as prefill sees it. */
export interface ComputeSpeed extends MemorySpeed {
  /** 10^12 operations a second, dense FP16; null: unknown. */
  tflops: number | null;
  /** Inferred from the bandwidth, not from a name. */
  tflopsAssumed?: boolean | undefined;
}

/** What differs between calls. */
interface PrefillOptions {
  /** Tokens that are in the context before the prompt. Default 0. */
  depth?: number | undefined;
  /** llama-server -ub. Default 512; vLLM 8192. */
  ubatch?: number | null | undefined;
  /** Bytes of experts in main memory. Default 0. */
  ramBytes?: number | undefined;
}

/**
 * Seconds to the first token of a prompt that no cache holds; null where the chip, the size or the active parameters are
 * unknown, and where the model's layers are approximate in the catalog. @internal
 */
export function prefillSeconds(
  model: CatalogModel,
  quant: Quant,
  memory: ComputeSpeed,
  promptTokens: number,
  options: PrefillOptions = {},
): SpeedRange | null {
  const { tflops, bandwidthGBs } = memory;
  const { geometry, params } = model;
  if (tflops === null || bandwidthGBs === null || params.activeB === null || quant.bytes === null)
    return null;
  if (memory.kind === "cpu" || geometry === null || isVague(geometry)) return null;
  const chunk = quant.format === "safetensors" ? VLLM_CHUNK_TOKENS : UBATCH_TOKENS;
  const ubatch = Math.min(promptTokens, options.ubatch ?? chunk);
  const ramBytes = options.ramBytes ?? 0;
  const operations = 2 * params.activeB * 1e9 * promptTokens;
  const batches = promptTokens / ubatch;
  const typical =
    operations / (tflops * 1e12 * shareOf(quant, memory) * expertShare(model, memory, ubatch)) +
    (batches * (quant.bytes - ramBytes)) / (READ_SHARE * bandwidthGBs * 1e9) +
    (batches * ramBytes) / (COPY_GBS * 1e9) +
    attentionSeconds(geometry, memory, tflops, promptTokens, options.depth ?? 0);
  const spread = ramBytes > 0 || memory.tflopsAssumed === true ? WIDE_SPREAD : SPREAD;
  return { typical, low: typical / spread, high: typical * spread };
}

/** The prompt of the published measurements, in tokens. */
const PROMPT_TOKENS = 16_384;

/**
 * Seconds for a cold prompt of 16K tokens: as measured on such a machine (`prefill16kSeconds` of the catalog), else estimated;
 * null where the machine's arithmetic is unknown or only inferred.
 */
export function prefill16kOf(
  model: CatalogModel,
  quant: Quant,
  memory: ComputeSpeed & { name: string | null },
): number | null {
  const measured = prefill16k(model, memory.name);
  if (measured !== null || memory.tflopsAssumed === true) return measured;
  const seconds = prefillSeconds(model, quant, memory, PROMPT_TOKENS);
  return seconds && Math.max(1, Math.round(seconds.typical));
}

function isVague({ approximate, layers }: Geometry): boolean {
  return approximate || layers.some(({ kind }) => kind === "flat");
}

function shareOf({ name, format }: Quant, { metal, vendor, kind }: ComputeSpeed): number {
  if (format === "safetensors") return /fp4|int4/i.test(name) ? SHARE_VLLM_4BIT : SHARE_VLLM;
  if (metal) return SHARE_METAL;
  if (vendor === "amd") return kind === "unified" ? SHARE_APU : SHARE_RADEON;
  return kind === "unified" ? SHARE_GB10 : SHARE_NVIDIA;
}

/** Each expert gets only a part of the tokens, so that its product is small. Metal loses nothing in the rows. */
function expertShare(model: CatalogModel, { metal }: ComputeSpeed, ubatch: number): number {
  if (!isMoe(model)) return 1;
  const { count, used } = model.experts ?? { count: null, used: null };
  const { activeB, totalB } = model.params;
  const each = ubatch * (count !== null && used !== null ? used / count : (activeB ?? totalB) / totalB);
  return (metal ? 1 : MOE_SHARE) * (each / (each + MOE_HALF_TOKENS));
}

function attentionSeconds(
  { layers }: Geometry,
  { metal, vendor }: ComputeSpeed,
  tflops: number,
  tokens: number,
  depth: number,
): number {
  const share = metal ? ATTENTION.metal : vendor === "amd" ? ATTENTION.amd : ATTENTION.other;
  const seen = depth + tokens / 2;
  return layers.reduce((sum, group) => sum + attended(group, seen), 0) * (tokens / (tflops * 1e12 * share));
}

/** Operations of one token's attention over `seen` others. */
function attended(group: LayerGroup, seen: number): number {
  switch (group.kind) {
    case "full":
      return 2 * group.layers * group.kvHeads * QUERY_HEADS * (group.kDim + group.vDim) * seen;
    case "sliding": {
      const heads = group.kvHeads * SLIDING_QUERY_HEADS;
      return 2 * group.layers * heads * (group.kDim + group.vDim) * Math.min(group.window, seen);
    }
    case "mla":
      return 2 * group.layers * LATENT_HEADS * (2 * group.rank + group.rope) * seen;
    default:
      return 0;
  }
}
