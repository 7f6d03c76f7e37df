import { editDistance } from "./distance.ts";

/**
 * The candidate that `word` was most likely meant to be, or undefined. Ignores case, `-` and `_`; up to a third of the
 * letters may differ. Two equally near candidates give undefined.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const plain = normalize(word);
  const limit = Math.max(1, Math.floor(plain.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  let tie = false;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const distance = editDistance(plain, normalize(candidate), limit);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
      tie = false;
    } else if (distance === bestDistance) tie = true;
  }
  return tie ? undefined : best;
}

function normalize(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, "");
}
