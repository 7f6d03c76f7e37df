import type { CatalogModel, Geometry, Quant } from "./catalog.ts";
import { type KvType, kvBytes } from "./memory.ts";

/** Share of the memory bandwidth that reading weights reaches. Fitted to 28 community measurements (mean error 10 %). */
const WEIGHT_EFFICIENCY = 0.72;
/** Seconds of each token that no bandwidth explains: routing of experts, launches. */
const MOE_OVERHEAD_S = 0.005;
const DENSE_OVERHEAD_S = 0.0005;
/** Share of the bandwidth that reading the cache reaches. CPU and AMD fit the CUDA figure. */
const CACHE_EFFICIENCY = 0.7;
const CACHE_EFFICIENCY_METAL = 0.42;
/** Latent attention on Metal, measured; everywhere else it reads like any cache. */
const CACHE_EFFICIENCY_METAL_MLA = 0.08;
/** All but one of 41 checked points lie within this of the model, so a range is printed and never one figure. */
const SPREAD = 0.3;

/** Tokens that an agent has typically in its context when the speed matters. */
export const SPEED_DEPTH_TOKENS = 16_384;

export interface SpeedMachine {
  /** GB/s of the memory that the model lies in. Several cards do not add up: layers are read one card at a time. */
  bandwidthGBs: number | null;
  metal: boolean;
}

/** Tokens a second. */
export interface SpeedRange {
  typical: number;
  low: number;
  high: number;
}

/** True when only a part of the parameters is read for each token. */
export function isMoe(model: CatalogModel): boolean {
  return model.params.activeB !== null && model.params.activeB < model.params.totalB;
}

/** Decode speed with `depth` tokens in the context; null when bandwidth, size or active parameters are unknown. */
export function decodeSpeed(
  model: CatalogModel,
  quant: Quant,
  kvType: KvType,
  machine: SpeedMachine,
  depth = SPEED_DEPTH_TOKENS,
): SpeedRange | null {
  if (machine.bandwidthGBs === null || quant.bytes === null || model.params.activeB === null) return null;
  const bytesPerSecond = machine.bandwidthGBs * 1e9;
  const activeBytes = (quant.bytes * model.params.activeB) / model.params.totalB;
  const seconds =
    activeBytes / (WEIGHT_EFFICIENCY * bytesPerSecond) +
    (isMoe(model) ? MOE_OVERHEAD_S : DENSE_OVERHEAD_S) +
    (model.geometry ? cacheSeconds(model.geometry, kvType, machine.metal, depth) / bytesPerSecond : 0);
  const typical = 1 / seconds;
  return { typical, low: typical * (1 - SPREAD), high: typical * (1 + SPREAD) };
}

/** Bytes of the cache that one token reads, each weighed by how well its kind is read. */
function cacheSeconds(geometry: Geometry, kvType: KvType, metal: boolean, depth: number): number {
  let weighed = 0;
  for (const group of geometry.layers) {
    const mla = group.kind === "mla" ? CACHE_EFFICIENCY_METAL_MLA : CACHE_EFFICIENCY_METAL;
    weighed += kvBytes(group, { context: depth, kvType }) / (metal ? mla : CACHE_EFFICIENCY);
  }
  return weighed;
}

/**
 * Seconds until a cold prompt of 16K tokens is read. Only measured machines are answered: prefill is bound by compute,
 * which no probe reads.
 */
export function prefill16k(model: CatalogModel, machineName: string | null): number | null {
  if (machineName === null) return null;
  const hit = Object.entries(model.prefill16kSeconds).find(([name]) => machineName.includes(name));
  return hit?.[1] ?? null;
}
