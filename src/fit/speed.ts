import { GIB } from "../core/bytes.ts";
import type { Budget, Gpu } from "../machine/types.ts";
import type { CatalogModel, Geometry, Quant } from "./catalog.ts";
import { type KvType, kvBytes, needOf } from "./memory.ts";
import type { ENGINES } from "./mtp.ts";

/*
 * Shares and times are fitted to the fitting half of test/fit/measurements; docs/hardware.md has what the other half says.
 */
/** Share of the memory bandwidth for reading weights: llama.cpp, Ollama and MLX, and vLLM with its own forms. */
const WEIGHT_EFFICIENCY = 0.72;
const WEIGHT_EFFICIENCY_VLLM = 0.78;
/** Radeon cards reach less, AMD's unified chips do not. */
const WEIGHT_EFFICIENCY_RADEON = 0.55;
const WEIGHT_EFFICIENCY_APU = 0.75;
/** Unpacking of less than 4 bits slows reading down. */
const LOW_BIT_SHARE = 0.85;
const LOW_BITS = 4;
/**
 * Bits of attention, shared experts and embeddings, which keep more than routed experts do: as in experts.ts, and bf16 in
 * fp8 and 4-bit releases for vLLM.
 */
const REST_BITS = 8.5;
const REST_BITS_VLLM = 16;
/**
 * Seconds per token that the bandwidth does not explain. They grow with the number of blocks, each of which has to choose
 * and gather its experts.
 */
const MOE_BLOCK_S = 0.000065;
const MOE_BLOCK_METAL_S = 0.00015;
const MOE_BLOCK_RADEON_S = 0.00018;
/** For a model with an unknown number of blocks: about 50. */
const MOE_UNKNOWN_S = 0.005;
const DENSE_OVERHEAD_S = 0.0005;
/** Share of the bandwidth for reading the KV cache. CPU and AMD fit the CUDA figure. */
const CACHE_EFFICIENCY = 0.7;
const CACHE_EFFICIENCY_METAL = 0.42;
/** Latent attention on Metal, measured; elsewhere it is as fast as any cache. */
const CACHE_EFFICIENCY_METAL_MLA = 0.08;
/** The estimate is off by up to this share at all but one of 41 measured points, so a range is printed. */
const SPREAD = 0.3;

/** Seconds for each block whose experts run on the CPU: card and CPU wait for each other. Fitted, see docs/hardware.md. */
const EXPERT_BLOCK_S = 0.0002;
/** The estimate with experts in main memory is off by up to this share. */
const EXPERT_SPREAD = 0.4;

/** Typical context of an agent, in tokens. */
const SPEED_DEPTH_TOKENS = 16_384;

/** All blocks of a model; null: unknown. */
export function blocksOf(model: CatalogModel): number | null {
  if (model.blocks !== null) return model.blocks;
  const groups = model.geometry?.layers ?? [];
  if (groups.some(({ kind }) => kind === "flat")) return null;
  return groups.reduce((sum, group) => sum + ("layers" in group ? group.layers : 0), 0) || null;
}

export interface MemorySpeed {
  /** GB/s of the memory. Several GPUs do not add up, since layers are read one GPU at a time. */
  bandwidthGBs: number | null;
  metal: boolean;
  vendor?: Gpu["vendor"] | undefined;
  kind?: Budget["kind"] | undefined;
}

/** Tokens per second. */
export interface SpeedRange {
  typical: number;
  low: number;
  high: number;
}

/** The range as printed, with one decimal. */
export function paceOf(speed: SpeedRange | null): { low: number; high: number } | null {
  const oneDecimal = (value: number) => Math.round(value * 10) / 10;
  return speed && { low: oneDecimal(speed.low), high: oneDecimal(speed.high) };
}

/** True when each token reads only a part of the parameters. */
export function isMoe(model: CatalogModel): boolean {
  return model.params.activeB !== null && model.params.activeB < model.params.totalB;
}

/** Decode speed with `depth` tokens in the context; null when bandwidth, size or active parameters are unknown. */
export function decodeSpeed(
  model: CatalogModel,
  quant: Quant,
  kvType: KvType,
  memory: MemorySpeed,
  depth = SPEED_DEPTH_TOKENS,
): SpeedRange | null {
  if (memory.bandwidthGBs === null || quant.bytes === null || model.params.activeB === null) return null;
  const bytesPerSecond = memory.bandwidthGBs * 1e9;
  const activeBytes = readBytes(model, quant, quant.bytes, model.params.activeB);
  const seconds =
    activeBytes / (weightEfficiency(model, quant, quant.bytes, memory) * bytesPerSecond) +
    overheadSeconds(model, memory) +
    (model.geometry ? cacheSeconds(model.geometry, kvType, memory.metal, depth) / bytesPerSecond : 0);
  const typical = 1 / seconds;
  return { typical, low: typical * (1 - SPREAD), high: typical * (1 + SPREAD) };
}

/** Bytes that a token reads on the card and in main memory, and the blocks of experts there; null: unknown. */
interface SplitReads {
  readPerToken: number | null;
  cardPerToken: number | null;
  inRam: number | null;
}

/** Decode speed with experts in main memory; null when a bandwidth or what a token reads is unknown. */
export function expertSpeed(
  model: CatalogModel,
  { readPerToken, cardPerToken, inRam }: SplitReads,
  kvType: KvType,
  memory: MemorySpeed & { ramGBs: number | null },
  depth = SPEED_DEPTH_TOKENS,
): SpeedRange | null {
  const { bandwidthGBs, ramGBs } = memory;
  if (bandwidthGBs === null || ramGBs === null) return null;
  if (readPerToken === null || cardPerToken === null || inRam === null) return null;
  const seconds =
    readPerToken / (WEIGHT_EFFICIENCY * ramGBs * 1e9) +
    cardPerToken / (WEIGHT_EFFICIENCY * bandwidthGBs * 1e9) +
    overheadSeconds(model, memory) +
    inRam * EXPERT_BLOCK_S +
    (model.geometry ? cacheSeconds(model.geometry, kvType, false, depth) / (bandwidthGBs * 1e9) : 0);
  const typical = 1 / seconds;
  return { typical, low: typical * (1 - EXPERT_SPREAD), high: typical * (1 + EXPERT_SPREAD) };
}

/** What a token reads of the weights. Attention and shared experts keep more bits than routed experts. */
function readBytes({ params, experts }: CatalogModel, quant: Quant, bytes: number, activeB: number): number {
  const { totalB } = params;
  const mean = (bytes * activeB) / totalB;
  if (experts === null || experts.count === null || experts.used === null || activeB >= totalB) return mean;
  const usedB = (experts.routedB * experts.used) / experts.count;
  const restB = totalB - experts.routedB - experts.hostB;
  const bits = (bytes * 8) / (totalB * 1e9);
  const most = quant.format === "safetensors" ? REST_BITS_VLLM : REST_BITS;
  const restBytes = Math.min(bytes / 2, (restB * 1e9 * Math.max(bits, most)) / 8);
  const share = Math.min(1, Math.max(0, (activeB - usedB) / restB));
  return restBytes * share + ((bytes - restBytes) * usedB) / (totalB - restB);
}

function weightEfficiency(model: CatalogModel, quant: Quant, bytes: number, memory: MemorySpeed): number {
  const bits = (bytes * 8) / (model.params.totalB * 1e9);
  return shareOf(quant, memory) * (bits < LOW_BITS ? LOW_BIT_SHARE : 1);
}

function shareOf({ format }: Quant, { vendor, kind }: MemorySpeed): number {
  if (format === "safetensors") return WEIGHT_EFFICIENCY_VLLM;
  if (vendor !== "amd") return WEIGHT_EFFICIENCY;
  return kind === "gpu" ? WEIGHT_EFFICIENCY_RADEON : WEIGHT_EFFICIENCY_APU;
}

function overheadSeconds(model: CatalogModel, { metal, vendor, kind }: MemorySpeed): number {
  if (!isMoe(model)) return DENSE_OVERHEAD_S;
  const blocks = blocksOf(model);
  const radeon = vendor === "amd" && kind === "gpu";
  const each = metal ? MOE_BLOCK_METAL_S : radeon ? MOE_BLOCK_RADEON_S : MOE_BLOCK_S;
  return blocks === null ? MOE_UNKNOWN_S : blocks * each;
}

/** Bytes of the KV cache that one token reads, divided by the share of the bandwidth that they reach. */
function cacheSeconds(geometry: Geometry, kvType: KvType, metal: boolean, depth: number): number {
  let weighed = 0;
  for (const group of geometry.layers) {
    const mla = group.kind === "mla" ? CACHE_EFFICIENCY_METAL_MLA : CACHE_EFFICIENCY_METAL;
    weighed += kvBytes(group, { context: depth, kvType }) / (metal ? mla : CACHE_EFFICIENCY);
  }
  return weighed;
}

/**
 * A model checks several tokens at once where arithmetic is to spare, which an Apple GPU lacks: two Macs gained 0 and 6 %,
 * code 10 % and prose -24 % (sudoingX/qwen38-mtp, 2026-08-18).
 */
const METAL_GAIN = { low: 0.76, typical: 1.03, high: 1.1 };
/** A gain that was measured on a Mac. */
const MAC = /\bM[1-9]\b|Apple|Metal/;
/** What the drafts take besides their cache and states. Fitted to the fitting half: 0.37 to 0.9 GiB. */
const DRAFT_BYTES = 0.5 * GIB;

/**
 * The decode speed with the model's own prediction heads. Null: it has none, or no gain was measured for it in this engine;
 * none is inferred from another model, since experts and training change it.
 */
export function mtpSpeed(
  speed: SpeedRange,
  model: CatalogModel,
  memory: MemorySpeed,
  engine: (typeof ENGINES)[number],
): SpeedRange | null {
  const gains = (model.mtp?.gains ?? []).filter(
    (g) => g.engine === engine && MAC.test(g.on) === memory.metal,
  );
  const most = [...gains].sort((a, b) => b.count - a.count)[0];
  if (most === undefined || (model.mtp?.heads ?? 0) === 0) return null;
  const factor = (percent: number) => 1 + percent / 100;
  const gain = memory.metal
    ? METAL_GAIN
    : {
        low: factor(Math.min(...gains.map(({ from }) => from))),
        typical: factor(most.median ?? (most.from + most.to) / 2),
        high: factor(Math.max(...gains.map(({ to }) => to))),
      };
  const typical = speed.typical * gain.typical;
  return {
    typical,
    low: Math.min(typical, speed.low * gain.low),
    high: Math.max(typical, speed.high * gain.high),
  };
}

/**
 * Bytes that drafting takes more than the weights: the cache of the heads, in f16 whatever the main cache is, a state for
 * each drafted token to go back to, and buffers. Null: the model has no heads, or their cache is not known.
 */
export function mtpBytes(model: CatalogModel, context: number, draftTokens: number): number | null {
  const { mtp, geometry, vocab } = model;
  if (mtp === null || mtp.headCacheBytes === null || (mtp.heads ?? 0) === 0 || geometry === null) return null;
  const { state } = needOf({ weightsBytes: 0, geometry, vocab }, { context, kvType: "f16" });
  return Math.round(mtp.headCacheBytes * context + state * draftTokens + DRAFT_BYTES);
}

/**
 * Seconds for a cold prompt of 16K tokens. Only for measured machines, since prefill depends on the compute power, which no
 * probe reads.
 */
export function prefill16k(model: CatalogModel, machineName: string | null): number | null {
  if (machineName === null) return null;
  const hit = Object.entries(model.prefill16kSeconds).find(([name]) => machineName.includes(name));
  return hit?.[1] ?? null;
}
