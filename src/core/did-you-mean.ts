import { editDistance } from "./distance.ts";

/**
 * The one candidate that `word` was most likely meant to be, or undefined. Upper and lower case, `-` and `_` are
 * forgiven; beyond that a third of the letters may be wrong, and two candidates that are equally near give none.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const plain = normalise(word);
  const limit = Math.max(1, Math.floor(plain.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  let tie = false;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const distance = editDistance(plain, normalise(candidate), limit);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
      tie = false;
    } else if (distance === bestDistance) tie = true;
  }
  return tie ? undefined : best;
}

function normalise(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, "");
}
