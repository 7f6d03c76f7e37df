import type { Budget, Gpu } from "../machine/types.ts";
import type { CatalogModel, Geometry, Quant } from "./catalog.ts";
import { type KvType, kvBytes } from "./memory.ts";

/** Share of the memory bandwidth for reading weights, fitted to 28 community measurements (mean error 10 %). */
const WEIGHT_EFFICIENCY = 0.72;
/** Radeon cards reach less (RX 7900 XT and XTX, ROCm and Vulkan: 0.50 to 0.73), AMD's unified chips do not. */
const WEIGHT_EFFICIENCY_RADEON = 0.6;
/** Unpacking of less than 4 bits slows reading down (Q3_K, IQ1 and IQ2 on RTX 4070 and 5090: 0.75 to 1.0). */
const LOW_BIT_SHARE = 0.87;
const LOW_BITS = 4;
/**
 * Seconds per token that the bandwidth does not explain. They grow with the number of blocks, each of which has to choose
 * and gather its experts. Fitted to published figures of GB10, RX 7900 XT and Apple chips (gpt-oss 20B and 120B, Qwen3.5 35B
 * and 122B) and to measurements of RTX cards (docs/hardware.md).
 */
/** @internal */
export const D = { block: 0.000065, metal: 0.00015, radeon: 0.00018, dense: 0.0005, w: 0.72, wr: 0.55, low: 0.85, rest: 8.5, restK: 8.5, restF: 16, vllm: 0.78, apu: 0.75 };
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
  const most = quant.format === "safetensors" ? D.restF : /^UD-|_XL$|MXFP4/i.test(quant.name) ? D.rest : D.restK;
  const restBytes = Math.min(bytes / 2, (restB * 1e9 * Math.max(bits, most)) / 8);
  const share = Math.min(1, Math.max(0, (activeB - usedB) / restB));
  return restBytes * share + ((bytes - restBytes) * usedB) / (totalB - restB);
}

function weightEfficiency(model: CatalogModel, quant: Quant, bytes: number, memory: MemorySpeed): number {
  const amd = memory.vendor === "amd";
  const bits = (bytes * 8) / (model.params.totalB * 1e9);
  const share = quant.format === "safetensors" ? D.vllm : amd ? (memory.kind === "gpu" ? D.wr : D.apu) : D.w;
  return share * (bits < LOW_BITS ? D.low : 1);
}

function overheadSeconds(model: CatalogModel, { metal, vendor, kind }: MemorySpeed): number {
  if (!isMoe(model)) return D.dense;
  const blocks = blocksOf(model);
  const each = metal ? D.metal : vendor === "amd" && kind === "gpu" ? D.radeon : D.block;
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
 * Seconds for a cold prompt of 16K tokens. Only for measured machines, since prefill depends on the compute power, which no
 * probe reads.
 */
export function prefill16k(model: CatalogModel, machineName: string | null): number | null {
  if (machineName === null) return null;
  const hit = Object.entries(model.prefill16kSeconds).find(([name]) => machineName.includes(name));
  return hit?.[1] ?? null;
}
