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
import { formLoss, isTooSlow, isUntestedChoice, ROOMY_CONTEXT, sizeOf, worthOf } from "./score.ts";
import { blocksOf, expertSpeed, type SpeedRange } from "./speed.ts";

/** A whole fit with this context leaves nothing to wish for, in tokens. */
const ENOUGH_CONTEXT = ROOMY_CONTEXT;
/** For ranking, where the bandwidth of the card is unknown. */
const ASSUMED_CARD_GBS = 600;
/** For ranking, where the blocks are unknown. */
const ASSUMED_BLOCKS = 50;
const MAX_STRONGER = 2;

/**
 * Models that do not fit the GPU whole, but with their experts in main memory: the strongest of two families, and one
 * without evidence. Only where they are stronger (or, without evidence, larger) than the best model that fits whole, since
 * they are slower.
 */
export function offloaded(
  pool: MemoryPool,
  models: readonly CatalogModel[],
  options: CandidateOptions,
  whole: readonly Candidate[],
): Candidate[] {
  // the form with the fewest bits is as good as it gets here, so that the model decides
  const worth = (c: Candidate) => worthOf(c, pool) ?? Number.NEGATIVE_INFINITY;
  const unslowed = ({ model, ...c }: Candidate) => (model.strength?.low ?? 0) - formLoss({ model, ...c });
  const enough = options.context ?? ENOUGH_CONTEXT;
  const found = models
    .filter((model) => isCandidate(model, pool, options))
    .filter((model) => !whole.some((c) => c.model.id === model.id && c.context >= enough))
    .flatMap((model) => formsOf(pool, model, options))
    // without a repository there is no command
    .filter((c) => options.named || (!isTooSlow(c) && c.model.gguf !== null))
    .sort((a, b) => worth(b) - worth(a) || sizeOf(b) - sizeOf(a));
  if (options.named) return found;
  const known = whole.filter(({ model }) => model.strength !== null);
  const least = Math.max(0, ...known.map(unslowed));
  const [top] = [...known].sort((a, b) => worth(b) - worth(a));
  const stronger = found.filter((c) => c.model.strength !== null && unslowed(c) > least);
  const families = new Set<string>();
  const distinct = stronger.filter(({ model }) => !families.has(model.family) && families.add(model.family));
  const larger = found.filter((c) => isUntestedChoice(c, distinct[0] ?? top));
  return [...distinct.slice(0, MAX_STRONGER), ...larger.slice(0, 1)];
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
