import { ANSWER_TOKENS } from "./probe.ts";

/** Sizes by the config and the server, in tokens; null unknown. */
export interface KnownSizes {
  configured: number | null;
  allocated: number | null;
  trained: number | null;
}

/** What is known so far, in tokens. */
export interface SearchState {
  /** Never more than this is sent. */
  ceiling: number;
  /** True: the ceiling is above what the server reports, and is expected to be refused. */
  over: boolean;
  /** What the server reports as allocated. */
  allocated: number | null;
  /** Largest size that was taken in whole. */
  low: number;
  /** Smallest size that was not. */
  high: number | null;
  /** Limit that the server named in a refusal. */
  said: number | null;
  /** What the server counted of a prompt that it cut: the limit, if it cuts no more than it must. */
  cap: number | null;
  tried: number[];
  /** Tokens of a line: prompts are made of whole lines, so that they are a little smaller than asked for. */
  perLine: number;
}

/** How far the first prompt exceeds the allocated context: this share and this many tokens. */
const OVER = 0.02;
const OVER_TOKENS = 64;
/** How far a prompt must exceed a limit for the count to show the cut (see TOLERANCE in probe.ts). */
const ABOVE = 0.05;
/** How far a prompt stays below a limit, so that neither the template nor the answer reaches it. */
const UNDER = 0.01;
const UNDER_TOKENS = ANSWER_TOKENS + 16;
/** Where no size is known: a first turn of OpenClaw and some history. */
const DEFAULT_CEILING = 32_768;
/** The search ends when the two sides are this close. */
const PRECISION = 0.02;
const PRECISION_TOKENS = 256;
/** Sides that differ by more than this factor are halved by ratio, since contexts are powers of two. */
const FAR = 4;

/**
 * How far to go: a little beyond the context that the server reports. Where it reports none, no further than the config
 * plans with, since some servers have no limit but memory.
 */
export function sizesToTry(sizes: KnownSizes): Pick<SearchState, "ceiling" | "over" | "allocated"> {
  const { allocated, configured, trained } = sizes;
  if (allocated !== null) {
    return { ceiling: Math.ceil(allocated * (1 + OVER)) + OVER_TOKENS, over: true, allocated };
  }
  const most = Math.min(configured ?? trained ?? DEFAULT_CEILING, trained ?? Number.POSITIVE_INFINITY);
  return { ceiling: justBelow(most), over: false, allocated };
}

/** The size of the next prompt; null when nothing is left to find out. */
export function nextSize(state: SearchState): number | null {
  const { low, high, ceiling, over, allocated, tried } = state;
  const grain = Math.max(UNDER_TOKENS, state.perLine * 2);
  if (high === null) {
    const top = over || allocated === null ? ceiling : justBelow(allocated);
    return low >= top - grain || isTried(tried, top, grain) ? null : top;
  }
  for (const guess of guesses(state)) {
    // one prompt just below a limit that the server named settles it
    if (guess > low && guess < high && !isTried(tried, guess, grain)) return guess;
  }
  if (isExact(state) || isTried(tried, half(low, high), grain)) return null;
  if (high - low <= Math.max(PRECISION_TOKENS, high * PRECISION)) return null;
  return half(low, high);
}

/** True when the server named or counted its limit, and prompts on both sides confirm it. */
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

function justAbove(limit: number): number {
  return Math.ceil(limit * (1 + ABOVE)) + OVER_TOKENS;
}

function justBelow(limit: number): number {
  return Math.floor(limit * (1 - UNDER)) - UNDER_TOKENS;
}

function isTried(tried: readonly number[], size: number, grain: number): boolean {
  return tried.some((other) => Math.abs(other - size) <= grain);
}
