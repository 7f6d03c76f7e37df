import type { Candidate } from "./candidates.ts";
import type { Quant } from "./catalog.ts";
import type { MemoryPool } from "./pool.ts";
import { isMoe } from "./speed.ts";

/** Tokens per second from which tool-driven work does not feel slow, and below which it is of no use. */
export const GOOD_TOKENS_PER_SECOND = 15;
const MIN_TOKENS_PER_SECOND = 8;

/*
 * The points have the scale of `rank` in the catalog (one point: a little better). They were chosen for the table of picks
 * in test/fit/recommend.test.ts and mean nothing beyond that.
 */

/** At the lowest speed. The penalty grows from the good speed on, since the estimate is only good to 30 %. */
const SLOW_PENALTY = 6;
/** Loss against the released form by nominal bits, and corrections for some forms. */
const QUANT_PENALTY: Readonly<Record<number, number>> = {
  1: 10,
  2: 7,
  3: 5,
  4: 3,
  5: 2,
  6: 0.8,
  8: 0,
  16: -0.1,
};
const FORM_PENALTY: readonly (readonly [RegExp, number])[] = [
  [/^UD-Q4_K_XL/, -0.1],
  [/^IQ4/, 0.3],
  [/^(?:nvfp4|mxfp4)/, -0.2],
  [/^(?:gptq|awq|int4|w4a16)/, 0.2],
  [/^(?:fp8|w8a8)/, 0.5],
];
const SENSITIVE_PENALTY = 2;
const QUANTIZED_CACHE_PENALTY = 0.3;
/** Points by tokens, linear in between: beyond 128K there is little to gain. */
const CONTEXT_POINTS: readonly (readonly [number, number])[] = [
  [16_384, -5],
  [32_768, -2],
  [65_536, 0],
  [131_072, 1],
  [196_608, 1.5],
  [262_144, 1.6],
];
/** 10^9 parameters: larger dense models are slow on unified memory, even when its bandwidth is unknown. */
const LARGE_DENSE_B = 12;

/** Larger is better. */
export function scoreOf(candidate: Candidate, pool: MemoryPool): number {
  return qualityOf(candidate) - slowPenalty(candidate, pool);
}

/** The score without regard to speed. */
export function qualityOf(candidate: Candidate): number {
  return (
    (candidate.model.rank ?? 0) -
    quantPenalty(candidate.quant, candidate.model.quantSensitive) -
    (candidate.kvType === "q8_0" ? QUANTIZED_CACHE_PENALTY : 0) +
    contextPoints(candidate.context)
  );
}

/** Points that a slow pick loses. */
export function slowPenalty(candidate: Candidate, pool: MemoryPool): number {
  const speed = roundedSpeed(candidate);
  if (speed === null) return isSlow(candidate, pool) ? SLOW_PENALTY : 0;
  const missing = (GOOD_TOKENS_PER_SECOND - speed) / (GOOD_TOKENS_PER_SECOND - MIN_TOKENS_PER_SECOND);
  return SLOW_PENALTY * Math.min(1, Math.max(0, missing));
}

/** Tokens per second as printed. The estimate is good to 30 %, so fractions must not decide. */
function roundedSpeed(candidate: Candidate): number | null {
  return candidate.assumed === null ? null : Math.round(candidate.assumed.typical);
}

export function isSlow(candidate: Candidate, pool: MemoryPool): boolean {
  const speed = roundedSpeed(candidate);
  if (speed !== null) return speed < GOOD_TOKENS_PER_SECOND;
  return pool.kind === "unified" && !isMoe(candidate.model) && candidate.model.params.totalB > LARGE_DENSE_B;
}

export function isTooSlow(candidate: Candidate): boolean {
  const speed = roundedSpeed(candidate);
  return speed !== null && speed < MIN_TOKENS_PER_SECOND;
}

function quantPenalty(quant: Quant, sensitive: boolean): number {
  if (quant.native) return quant.bits === 16 ? -0.1 : 0;
  const form = FORM_PENALTY.find(([pattern]) => pattern.test(quant.name))?.[1] ?? 0;
  return (QUANT_PENALTY[quant.bits] ?? 0) + form + (sensitive && quant.bits < 5 ? SENSITIVE_PENALTY : 0);
}

/** Points for a context. */
export function contextPoints(context: number): number {
  let [lowTokens, lowPoints] = CONTEXT_POINTS[0] ?? [0, 0];
  for (const [tokens, points] of CONTEXT_POINTS) {
    if (context <= tokens) {
      const share = tokens === lowTokens ? 0 : (context - lowTokens) / (tokens - lowTokens);
      return lowPoints + share * (points - lowPoints);
    }
    [lowTokens, lowPoints] = [tokens, points];
  }
  return lowPoints;
}
