import type { CatalogModel, Geometry, Quant, QuantFormat } from "./catalog.ts";
import type { ExpertPlacement } from "./experts.ts";
import { fitsIn, type KvType, type Need, needOf } from "./memory.ts";
import { budgetFor, canRun, type MemoryPool } from "./pool.ts";
import { isChatModel, isWhole } from "./proposable.ts";
import { decodeSpeed, type SpeedRange } from "./speed.ts";
import type { MeasuredForm } from "./types.ts";

/** OpenClaw offers LM Studio models only from this effective context on; less is of no use. In tokens. */
export const MIN_CONTEXT = 16_384;
/** The first choice, and the fallbacks. In tokens. */
const BASE_CONTEXTS = [65_536, 32_768, MIN_CONTEXT] as const;
/** Larger contexts, as far as they fit; more would be of no use to an agent. In tokens. */
const HIGHER_CONTEXTS = [131_072, 196_608, 262_144] as const;
const MAX_CONTEXT = 262_144;
/** Files with fewer bits per weight are low quantizations, whatever their name ("IQ4_XS" of some MoE models has 3.9). */
const LOW_BITS_PER_WEIGHT = 3.95;
/** minSystemBytes is the size on the box, of which the system sees a little less. */
const SYSTEM_SHARE = 0.93;

export interface CandidateOptions {
  /** Tokens that a candidate must have. */
  context?: number | undefined;
  /** Also quantizations below 4 bits, and 4 bits of families that suffer from them. */
  allowLowQuant?: boolean | undefined;
  /** The user named the model, so that this tool does not judge whether it is suitable. */
  named?: boolean | undefined;
  /** Forms that the server can load. */
  formats: readonly QuantFormat[];
}

/** A model in one form, with one context, that fits. */
export interface Candidate {
  model: CatalogModel;
  geometry: Geometry;
  quant: Quant;
  context: number;
  kvType: Exclude<KvType, "q4_0">;
  need: Need;
  /** Bytes of the budget that applies to its engine. */
  budget: number;
  /** Null: unknown. */
  speed: SpeedRange | null;
  /** For ranking: the speed, or that with an assumed bandwidth. */
  assumed: SpeedRange | null;
  /** Routed experts in main memory; null: all weights are in the memory of the budget. */
  experts: ExpertPlacement | null;
  /** What `bench` has measured on this machine; absent: the speeds are predictions. */
  measured?: MeasuredForm | undefined;
}

/** Every proposed model in every form that fits: with its best context, and as a spare with lower ones. */
export function candidatesFor(
  pool: MemoryPool,
  models: readonly CatalogModel[],
  options: CandidateOptions,
): { best: Candidate[]; spare: Candidate[] } {
  const best: Candidate[] = [];
  const spare: Candidate[] = [];
  for (const model of models) {
    if (!isCandidate(model, pool, options)) continue;
    for (const quant of model.quants) {
      if (!options.formats.includes(quant.format) || !canRun(pool, quant.format)) continue;
      if (!options.named && !isWhole(model, quant)) continue;
      if (!options.allowLowQuant && isLowQuant(model, quant)) continue;
      const fitting = contextsThatFit(pool, model, quant, options);
      const top = fitting.pop();
      if (top) best.push(top);
      spare.push(...fitting.reverse());
    }
  }
  return { best, spare };
}

/** Whether a model may be proposed for this machine. */
export function isCandidate(model: CatalogModel, pool: MemoryPool, options: CandidateOptions): boolean {
  if (options.named === true) return enoughSystem(model, pool);
  return model.proposed && enoughSystem(model, pool) && isChatModel(model);
}

/** The first choice of contexts, and lower ones where that does not fit. */
export function minimumContexts(model: CatalogModel, { context }: CandidateOptions): number[] {
  const native = model.contextNative ?? Number.POSITIVE_INFINITY;
  const wanted =
    context === undefined
      ? [...new Set(BASE_CONTEXTS.map((c) => Math.min(c, native)))].filter((c) => c >= MIN_CONTEXT)
      : [context];
  return wanted.filter((c) => c <= native);
}

/** Below 4 bits; for families that suffer from it, below 5. */
export function isLowQuant(model: CatalogModel, quant: Quant): boolean {
  if (quant.native) return false;
  const bits = quant.bytes === null ? quant.bits : (quant.bytes * 8) / (model.params.totalB * 1e9);
  return quant.bits < (model.quantSensitive ? 5 : 4) || bits < LOW_BITS_PER_WEIGHT;
}

/**
 * Every context that fits, the best last. A quantized KV cache only makes room for the minimum, never for more; where that
 * is not enough, there are lower minimums.
 */
function contextsThatFit(
  pool: MemoryPool,
  model: CatalogModel,
  quant: Quant,
  options: CandidateOptions,
): Candidate[] {
  const at = (context: number, kvType: Candidate["kvType"]) =>
    fitAt(pool, model, quant, context, kvType) ?? [];
  const native = model.contextNative ?? Number.POSITIVE_INFINITY;
  const minimums = minimumContexts(model, options);
  const [first] = minimums;
  const raised = first === undefined ? [] : higher(first, native).reverse();
  // mlx-lm has no quantized cache
  const types = quant.format === "mlx" ? (["f16"] as const) : (["f16", "q8_0"] as const);
  const inOrder = [
    ...raised.flatMap((c) => at(c, "f16")),
    ...minimums.flatMap((c) => types.flatMap((type) => at(c, type))),
  ];
  return inOrder.reverse();
}

function higher(context: number, native: number): number[] {
  const top = Math.min(native, MAX_CONTEXT);
  return [...new Set([...HIGHER_CONTEXTS, top])].filter((c) => c > context && c <= top).sort((a, b) => a - b);
}

/** Null when it does not fit, or when that is unknown. */
export function fitAt(
  pool: MemoryPool,
  model: CatalogModel,
  quant: Quant,
  context: number,
  kvType: Candidate["kvType"],
): Candidate | null {
  const budget = budgetFor(pool, quant.format);
  const { geometry } = model;
  if (budget === null || geometry === null || quant.bytes === null) return null;
  const need = needOf(
    { weightsBytes: quant.bytes, geometry, vocab: model.vocab },
    { context, kvType, devices: pool.devices },
  );
  if (!fitsIn(need.total, budget)) return null;
  const speed = decodeSpeed(model, quant, kvType, pool);
  const bandwidthGBs = pool.bandwidthGBs ?? pool.assumedGBs;
  const assumed = decodeSpeed(model, quant, kvType, { ...pool, bandwidthGBs });
  return { model, geometry, quant, context, kvType, need, budget, speed, assumed, experts: null };
}

/** False for models that are too large for a small machine with unified memory, even within the limit of its GPU. */
function enoughSystem(model: CatalogModel, pool: MemoryPool): boolean {
  if (pool.kind !== "unified" || model.minSystemBytes === null || pool.sharedSystemBytes === null)
    return true;
  return pool.sharedSystemBytes >= model.minSystemBytes * SYSTEM_SHARE;
}
