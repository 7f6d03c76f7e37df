import { ANSWER_TOKENS } from "./probe.ts";

/** What the config and the server say, in tokens; null unknown. */
export interface KnownSizes {
  configured: number | null;
  allocated: number | null;
  trained: number | null;
}

/** What is known so far, in tokens. */
export interface SearchState {
  /** Never more than this is sent. */
  ceiling: number;
  /** True: the ceiling lies above what the server says to have, and is expected to be refused. */
  over: boolean;
  /** What the server says to have allocated. */
  allocated: number | null;
  /** Largest size that was taken in whole. */
  low: number;
  /** Smallest size that was not. */
  high: number | null;
  /** Limit that the server named in a refusal. */
  said: number | null;
  /** What the server counted of a prompt that it cut: where the limit may be, if it cuts no more than it must. */
  cap: number | null;
  tried: number[];
  /** Tokens of a line: a prompt is made of whole lines, so a size is met only nearly. */
  perLine: number;
}

/** Over what is allocated by this share and this many tokens, so that one prompt shows what happens there. */
const OVER = 0.02;
const OVER_TOKENS = 64;
/** A count shows a cut of 3 % and more (see outcomeOf). */
const ABOVE = 0.05;
/** Below a limit by this share and this many tokens, so that neither the template nor the answer reaches it. */
const UNDER = 0.01;
const UNDER_TOKENS = ANSWER_TOKENS + 16;
/** Where nobody says anything: a first turn of OpenClaw and some history. */
const DEFAULT_CEILING = 32_768;
/** The search ends when the two sides are this near. */
const PRECISION = 0.02;
const PRECISION_TOKENS = 256;
/** Sides further apart than this factor are halved by ratio, as contexts are powers of two. */
const FAR = 4;

/**
 * How far to go. Where the server tells its context, a little more than that; where it tells none, just what the config
 * plans with: some servers know no limit but memory, and they are not to be driven there.
 */
export function sizesToTry(sizes: KnownSizes): Pick<SearchState, "ceiling" | "over" | "allocated"> {
  const { allocated, configured, trained } = sizes;
  if (allocated !== null) {
    return { ceiling: Math.ceil(allocated * (1 + OVER)) + OVER_TOKENS, over: true, allocated };
  }
  const most = Math.min(configured ?? trained ?? DEFAULT_CEILING, trained ?? Number.POSITIVE_INFINITY);
  return { ceiling: justBelow(most), over: false, allocated };
}

/** The next prompt's size, or null when nothing is left to find out. */
export function nextSize(state: SearchState): number | null {
  const { low, high, ceiling, over, allocated, tried } = state;
  const grain = Math.max(UNDER_TOKENS, state.perLine * 2);
  if (high === null) {
    const top = over || allocated === null ? ceiling : justBelow(allocated);
    return isNear(low, top, grain) || isTried(tried, top, grain) ? null : top;
  }
  for (const guess of guesses(state)) {
    // one prompt just below a limit that somebody named settles it
    if (guess > low && guess < high && !isTried(tried, guess, grain)) return guess;
  }
  if (isExact(state) || isTried(tried, half(low, high), grain)) return null;
  if (high - low <= Math.max(PRECISION_TOKENS, high * PRECISION)) return null;
  return half(low, high);
}

/** True when the server named or counted its limit, and prompts on both sides of it bear that out. */
export function isExact({ low, high, said, cap }: SearchState): boolean {
  if (high === null) return false;
  if (said !== null) return low >= justBelow(said) * (1 - PRECISION) && low <= said * (1 + PRECISION);
  return cap !== null && low >= justBelow(cap) * (1 - PRECISION) && high <= justAbove(cap) * (1 + PRECISION);
}

function half(low: number, high: number): number {
  return Math.round(high > low * FAR ? Math.sqrt(low * high) : (low + high) / 2);
}

function guesses({ said, cap, allocated }: SearchState): number[] {
  if (said !== null) return [justBelow(said)];
  if (cap !== null) return [justBelow(cap), justAbove(cap)];
  return allocated === null ? [] : [justBelow(allocated)];
}

/** So far above a limit that a cut shows in the count. */
function justAbove(limit: number): number {
  return Math.ceil(limit * (1 + ABOVE)) + OVER_TOKENS;
}

function justBelow(limit: number): number {
  return Math.floor(limit * (1 - UNDER)) - UNDER_TOKENS;
}

function isTried(tried: readonly number[], size: number, grain: number): boolean {
  return tried.some((other) => Math.abs(other - size) <= grain);
}

function isNear(low: number, size: number, grain: number): boolean {
  return low >= size - grain;
}
