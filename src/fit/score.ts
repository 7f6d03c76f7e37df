import type { Candidate } from "./candidates.ts";
import type { Quant } from "./catalog.ts";
import type { MemoryPool } from "./pool.ts";
import { prefill16kOf } from "./prefill.ts";
import { isMoe } from "./speed.ts";

/** Tokens per second from which tool-driven work does not feel slow, and below which it is of no use. */
export const GOOD_TOKENS_PER_SECOND = 15;
const MIN_TOKENS_PER_SECOND = 8;
/** Seconds for a cold prompt of 16K tokens that nobody minds, and with which every new session hurts. */
const GOOD_PREFILL_S = 30;
const BAD_PREFILL_S = 240;
/** 13 tokens a second may be 15: the median error of the estimate is about a tenth. */
const NOTABLY_SLOW = 0.8;

/** In tokens: with less, agents have to cut their prompts. */
export const ROOMY_CONTEXT = 65_536;

/*
 * The points are those of docs/evidence.md: one is about one task of 100. What is taken off for the form, the context and
 * the speed is measured only where it says so.
 */

/** Two models that are not further apart are not told apart by the evidence. */
export const TIE_POINTS = 5;
/** Half of the tasks of an average bench: a dense model of 30 billion parameters of January 2026. */
export const GOOD_ENOUGH_SCORE = 50;
/** A score of which less is evidence is mostly a guess from size and age. */
export const THIN_WEIGHT = 0.2;

/** At the lowest speed (assumed). The penalty grows from the good speed on, since the estimate is only good to 30 %. */
const SLOW_POINTS = 9;
/**
 * Loss against the released form by nominal bits. 4 bits: seven pairs in data/evidence, of which six are QuantClaw's, lose
 * 0.8 points on average, which may be chance. The others are assumed: no source compares them.
 */
const QUANT_POINTS: Readonly<Record<number, number>> = {
  1: 12,
  2: 8,
  3: 6,
  4: 1,
  5: 0.6,
  6: 0.3,
  8: 0,
  16: 0,
};
/** Which form of the same bits is taken (assumed). */
const FORM_POINTS: readonly (readonly [RegExp, number])[] = [
  [/^UD-Q4_K_XL/, -0.1],
  [/^IQ4/, 0.3],
  [/^(?:nvfp4|mxfp4)/, -0.2],
  [/^(?:gptq|awq|int4|w4a16)/, 0.2],
  [/^(?:fp8|w8a8)/, 0.1],
];
/** Families that are reported to lose more below 5 bits (MiniMax M2: Kaitchup, MiniMax-AI/MiniMax-M3#17). */
const SENSITIVE_POINTS = 2;
/** A q8_0 cache costs nothing that was measured, so this only decides between equals. */
const QUANTIZED_CACHE_POINTS = 0.1;
/** Loss by tokens of context, linear in between (assumed): below 64K agents have to cut their prompts. */
const CONTEXT_POINTS: readonly (readonly [tokens: number, loss: number])[] = [
  [16_384, 8],
  [32_768, 3],
  [65_536, 0.6],
  [131_072, 0.3],
  [262_144, 0],
];
/** 10^9 parameters: larger dense models are slow on unified memory, even when its bandwidth is unknown. */
const LARGE_DENSE_B = 12;

/**
 * The strength to reckon with, in points: the low end of the interval, less what form, context and speed cost. Null: no
 * evidence.
 */
export function worthOf(candidate: Candidate, pool: MemoryPool): number | null {
  const { strength } = candidate.model;
  return strength === null ? null : strength.low - formLoss(candidate) - slowLoss(candidate, pool);
}

/** The size that counts for strength: the geometric mean of all and of the active parameters. */
export function sizeOf({ model: { params } }: Candidate): number {
  return Math.sqrt(params.totalB * (params.activeB ?? params.totalB));
}

/**
 * True for a model that no bench has tested, where it is larger than the strongest one, reasons, and has as much context as
 * agents want.
 */
export function isUntestedChoice(c: Candidate, strongest: Candidate | undefined): boolean {
  if (c.model.strength !== null || c.model.reasoning === "no" || strongest?.model.strength === null)
    return false;
  const least = Math.min(strongest?.context ?? ROOMY_CONTEXT, ROOMY_CONTEXT);
  return c.context >= least && (strongest === undefined || sizeOf(c) > sizeOf(strongest));
}

/** What form and context cost, in points. */
export function formLoss({ model, quant, kvType, context }: Candidate): number {
  const cache = kvType === "q8_0" ? QUANTIZED_CACHE_POINTS : 0;
  return quantLoss(quant, model.quantSensitive) + cache + contextLoss(context);
}

/** The slower of reading and writing counts. */
function slowLoss(candidate: Candidate, pool: MemoryPool): number {
  return Math.max(decodeLoss(candidate, pool), prefillLoss(candidate, pool));
}

/** Seconds for a cold prompt of 16K tokens, measured or predicted; null: unknown. */
export function promptSeconds(
  { model, quant, experts, measured }: Candidate,
  pool: MemoryPool,
): number | null {
  if (measured !== undefined && measured.prefill16kSeconds !== null) return measured.prefill16kSeconds;
  // of experts in main memory too little was measured
  return experts === null ? prefill16kOf(model, quant, pool) : null;
}

function prefillLoss(candidate: Candidate, pool: MemoryPool): number {
  const seconds = promptSeconds(candidate, pool) ?? 0;
  const late = (seconds - GOOD_PREFILL_S) / (BAD_PREFILL_S - GOOD_PREFILL_S);
  return SLOW_POINTS * Math.min(1, Math.max(0, late));
}

function decodeLoss(candidate: Candidate, pool: MemoryPool): number {
  const speed = roundedSpeed(candidate);
  if (speed === null) return isSlow(candidate, pool) ? SLOW_POINTS : 0;
  const missing = (GOOD_TOKENS_PER_SECOND - speed) / (GOOD_TOKENS_PER_SECOND - MIN_TOKENS_PER_SECOND);
  return SLOW_POINTS * Math.min(1, Math.max(0, missing));
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

/** Slow beyond the error of the estimate. */
export function isNotablySlow(candidate: Candidate): boolean {
  const speed = roundedSpeed(candidate);
  return speed !== null && speed < NOTABLY_SLOW * GOOD_TOKENS_PER_SECOND;
}

export function isTooSlow(candidate: Candidate): boolean {
  const speed = roundedSpeed(candidate);
  return speed !== null && speed < MIN_TOKENS_PER_SECOND;
}

function quantLoss(quant: Quant, sensitive: boolean): number {
  if (quant.native) return 0;
  const form = FORM_POINTS.find(([pattern]) => pattern.test(quant.name))?.[1] ?? 0;
  return (QUANT_POINTS[quant.bits] ?? 0) + form + (sensitive && quant.bits < 5 ? SENSITIVE_POINTS : 0);
}

function contextLoss(context: number): number {
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
