import {
  type Candidate,
  type CandidateOptions,
  isCandidate,
  isLowQuant,
  minimumContexts,
} from "./candidates.ts";
import type { CatalogModel, Quant } from "./catalog.ts";
import { type ExpertPlacement, placeExperts, ramFits } from "./experts.ts";
import { ASSUMED_RAM_GBS, type MemoryPool } from "./pool.ts";
import { isWhole } from "./proposable.ts";
import { contextPoints, isTooSlow, qualityOf, slowPenalty } from "./score.ts";
import { blocksOf, expertSpeed, type SpeedRange } from "./speed.ts";

/** A whole fit with this context leaves nothing to wish for, in tokens. */
const ENOUGH_CONTEXT = 65_536;
/** The strongest model, and a quicker one. */
const MAX_OFFLOADED = 2;
/** For ranking, where the bandwidth of the card is unknown. */
const ASSUMED_CARD_GBS = 600;
/** For ranking, where the blocks are unknown. */
const ASSUMED_BLOCKS = 50;
/** A second one must read this much less of the main memory. */
const QUICKER = 0.7;

/**
 * Models that do not fit the GPU whole, but with their experts in main memory: the strongest, and one that is quicker. Only
 * where they are stronger than the best model that fits whole, since they are slower.
 */
export function offloaded(
  pool: MemoryPool,
  models: readonly CatalogModel[],
  options: CandidateOptions,
  whole: readonly Candidate[],
): Candidate[] {
  // the form with the fewest bits is as good as it gets here, so that the model decides
  const strength = (c: Candidate) => (c.model.rank ?? 0) + contextPoints(c.context) - slowPenalty(c, pool);
  const enough = options.context ?? ENOUGH_CONTEXT;
  const least = Math.max(...whole.map((c) => (options.named ? Number.NEGATIVE_INFINITY : qualityOf(c))));
  const found = models
    .filter((model) => isCandidate(model, pool, options))
    .filter((model) => !whole.some((c) => c.model.id === model.id && c.context >= enough))
    .flatMap((model) => formsOf(pool, model, options))
    .filter((c) => qualityOf(c) > least && !isTooSlow(c))
    .sort((a, b) => strength(b) - strength(a));
  if (options.named) return found;
  const [strongest] = found;
  if (strongest === undefined) return [];
  const reads = (c: Candidate) => c.experts?.readPerToken ?? Number.POSITIVE_INFINITY;
  const quicker = found.filter(
    (c) => c.model.family !== strongest.model.family && reads(c) <= QUICKER * reads(strongest),
  );
  return [strongest, ...quicker].slice(0, MAX_OFFLOADED);
}

/** The smallest form that is not a low quantization, since every byte in main memory costs time; all of a named model. */
function formsOf(pool: MemoryPool, model: CatalogModel, options: CandidateOptions): Candidate[] {
  const forms = model.quants
    .filter((q) => options.formats.includes(q.format) && (options.named || isWhole(model, q)))
    .filter((q) => options.allowLowQuant || !isLowQuant(model, q))
    .sort((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0))
    .flatMap((quant) => firstFit(pool, model, quant, options) ?? []);
  return options.named ? forms : forms.slice(0, 1);
}

function firstFit(
  pool: MemoryPool,
  model: CatalogModel,
  quant: Quant,
  options: CandidateOptions,
): Candidate | null {
  for (const context of minimumContexts(model, options)) {
    for (const kvType of ["f16", "q8_0"] as const) {
      const fit = offloadedAt(pool, model, quant, context, kvType);
      if (fit !== null) return fit;
    }
  }
  return null;
}

/** Null when it does not fit with its experts in main memory, or when that is unknown. */
function offloadedAt(
  pool: MemoryPool,
  model: CatalogModel,
  quant: Quant,
  context: number,
  kvType: Candidate["kvType"],
): Candidate | null {
  const { geometry } = model;
  const placed = placeExperts(pool, model, quant, { context, kvType });
  if (placed === null || geometry === null || ramFits(placed.placement) !== true) return null;
  const { need, placement } = placed;
  const speed = expertSpeed(model, placement, kvType, pool);
  const budget = pool.budgetBytes ?? 0;
  const assumed = speed ?? assumedSpeed(model, quant, placement, kvType, pool);
  return { model, geometry, quant, context, kvType, need, budget, speed, assumed, experts: placement };
}

/** For ranking only: with the bandwidths of a desktop, and all active parameters where it is unknown which are experts. */
function assumedSpeed(
  model: CatalogModel,
  { bytes }: Quant,
  placement: ExpertPlacement,
  kvType: Candidate["kvType"],
  pool: MemoryPool,
): SpeedRange | null {
  const { activeB, totalB } = model.params;
  const active = bytes === null || activeB === null ? null : (bytes * activeB) / totalB;
  const reads = {
    readPerToken: placement.readPerToken ?? active,
    cardPerToken: placement.cardPerToken ?? 0,
    inRam: placement.inRam ?? blocksOf(model) ?? ASSUMED_BLOCKS,
  };
  const bandwidthGBs = pool.bandwidthGBs ?? ASSUMED_CARD_GBS;
  return expertSpeed(model, reads, kvType, { ...pool, bandwidthGBs, ramGBs: pool.ramGBs ?? ASSUMED_RAM_GBS });
}
