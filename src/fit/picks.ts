import type { Candidate } from "./candidates.ts";
import type { MemoryPool } from "./pool.ts";
import { leavesRoom } from "./room.ts";
import {
  GOOD_ENOUGH_SCORE,
  GOOD_TOKENS_PER_SECOND,
  isNotablySlow,
  isSlow,
  isTooSlow,
  isUntestedChoice,
  sizeOf,
  THIN_WEIGHT,
  TIE_POINTS,
  worthOf,
} from "./score.ts";
import type { PickLabel } from "./types.ts";

export interface LabelledPick {
  candidate: Candidate;
  labels: PickLabel[];
}

/** The labelled picks and runners-up. */
const MAX_PICKS = 3;
const MAX_OF_FAMILY = 2;
/** A smaller gain in speed is within the error of the estimate. */
const FASTER = 1.3;

/**
 * The strongest, the fastest that is good enough and the one with the most comfortable context, then runners-up. A slow
 * strongest comes after a quicker one that the evidence does not tell from it. `all`: everything that fits, with its best
 * context; `spare`: the same with less context.
 */
export function choosePicks(
  pool: MemoryPool,
  all: readonly Candidate[],
  spare: readonly Candidate[],
): LabelledPick[] {
  const quick = all.filter((c) => !isTooSlow(c));
  const usable = quick.length > 0 ? quick : all;
  const roomy = usable.filter((c) => leavesRoom(c, pool));
  const best = sorted(roomy.length > 0 ? roomy : usable, pool);
  const strongest = best.find(isFirst) ?? best.find(({ model }) => model.strength !== null) ?? best[0];
  if (strongest === undefined) return [];
  const enough = best.filter((c) => isGoodEnough(c, strongest, pool));
  const labels: [PickLabel, Candidate][] = [
    ["strongest", strongest],
    ["fastest", fastestOf(strongest, enough)],
    ["most context", widestOf(strongest, enough)],
  ];
  const tied = (c: Candidate) => !isSlow(c, pool) && isTied(c, strongest, pool);
  const quicker = [...labels.map(([, one]) => one), ...enough].find(tied);
  const lead = isNotablySlow(strongest) && quicker !== undefined ? [quicker] : [];
  const taken = [...new Set([...lead, ...labels.map(([, one]) => one)])];
  // when only one model fits, its lower contexts are the alternatives
  const less = spare.filter((c) => usable.some((p) => p.quant === c.quant));
  const others = [...distinctForms(best, taken), ...sorted(less, pool)];
  const runnersUp = others.slice(0, Math.max(0, MAX_PICKS - taken.length));
  return [...taken, ...runnersUp, ...best.filter((c) => isUntestedChoice(c, strongest)).slice(0, 1)].map(
    (candidate) => ({
      candidate,
      labels: labels.flatMap(([label, one]) => (one === candidate ? [label] : [])),
    }),
  );
}

/** Best first. Models without evidence are the last, the largest first. */
function sorted(candidates: readonly Candidate[], pool: MemoryPool): Candidate[] {
  const worth = new Map(candidates.map((c) => [c, worthOf(c, pool) ?? Number.NEGATIVE_INFINITY]));
  const of = (c: Candidate) => worth.get(c) ?? Number.NEGATIVE_INFINITY;
  return [...candidates].sort((a, b) => of(b) - of(a) || sizeOf(b) - sizeOf(a));
}

/** Enough evidence that is not its maker's alone, and not slowed down by experts in main memory. */
function isFirst({ model, experts, speed }: Candidate): boolean {
  if (model.strength === null || model.strength.weight < THIN_WEIGHT) return false;
  const { results } = model.strength;
  return (results.length === 0 || results.some(({ self }) => !self)) && isQuick({ experts, speed });
}

/** False for a model with experts in main memory that may be too slow for the first place. */
export function isQuick({ experts, speed }: Pick<Candidate, "experts" | "speed">): boolean {
  return experts === null || (speed !== null && speed.low >= GOOD_TOKENS_PER_SECOND);
}

/** As strong as the strongest, as far as the evidence tells, or good enough for most tasks. */
function isGoodEnough(c: Candidate, strongest: Candidate, pool: MemoryPool): boolean {
  if (!isFirst(c)) return c === strongest;
  return isTied(c, strongest, pool) || (c.model.strength?.score ?? 0) >= GOOD_ENOUGH_SCORE;
}

function isTied(c: Candidate, strongest: Candidate, pool: MemoryPool): boolean {
  const [own, best] = [worthOf(c, pool), worthOf(strongest, pool)];
  return own !== null && best !== null && own >= best - TIE_POINTS;
}

function fastestOf(strongest: Candidate, enough: readonly Candidate[]): Candidate {
  const pace = ({ assumed }: Candidate) => assumed?.typical ?? 0;
  const [first = strongest] = [...enough].sort((a, b) => pace(b) - pace(a));
  if (pace(first) < FASTER * pace(strongest)) return strongest;
  // of those that are as fast, the strongest
  return enough.find((c) => pace(c) * FASTER >= pace(first)) ?? first;
}

function widestOf(strongest: Candidate, enough: readonly Candidate[]): Candidate {
  const most = Math.max(strongest.context, ...enough.map(({ context }) => context));
  if (most === strongest.context) return strongest;
  return enough.find(({ context }) => context === most) ?? strongest;
}

/**
 * Of those with evidence, the best of each family and number of bits, since another version or packing is no alternative,
 * and at most two of a family; other families first, so that there is a choice of models.
 */
function distinctForms(best: readonly Candidate[], taken: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, Set<number>>();
  const keep = ({ model, quant }: Candidate) => {
    const bits = seen.get(model.family) ?? new Set();
    seen.set(model.family, bits);
    if (bits.has(quant.bits) || bits.size >= MAX_OF_FAMILY) return [];
    bits.add(quant.bits);
    return [bits.size];
  };
  for (const one of taken) keep(one);
  const others = best.filter((c) => c.model.strength !== null && !taken.includes(c));
  const kept = others.flatMap((candidate) => keep(candidate).map((place) => ({ candidate, place })));
  return kept.sort((x, y) => x.place - y.place).map(({ candidate }) => candidate);
}
