import type { Rate } from "../../core/measured.ts";

/** Two-sided 95 %. */
const Z = 1.959964;

/**
 * The share of good attempts with its 95 % interval by Wilson's score, which stays between 0 and 1 and is wide for few
 * attempts: the usual "plus or minus" would claim certainty after three good ones. Without attempts: 0 to 1.
 */
export function rateOf(good: number, of: number): Rate {
  if (of === 0) return { good: 0, of: 0, low: 0, high: 1 };
  const share = good / of;
  const z2 = (Z * Z) / of;
  const middle = share + z2 / 2;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of));
  return {
    good,
    of,
    low: round(Math.max(0, (middle - spread) / (1 + z2))),
    high: round(Math.min(1, (middle + spread) / (1 + z2))),
  };
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
