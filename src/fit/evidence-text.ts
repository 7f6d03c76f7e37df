import type { Candidate } from "./candidates.ts";
import type { CatalogModel } from "./catalog.ts";
import { contradictions, quote, quoteOf, type Strength } from "./evidence.ts";
import { THIN_WEIGHT, TIE_POINTS } from "./score.ts";
import type { PickEvidence } from "./types.ts";

/** The most telling results that a pick quotes. */
const QUOTES = 3;
/** Contradicting models that a note names. */
const MAX_CONTRADICTING = 3;
/** One bench against the order may be chance. */
const LEAST_BENCHES = 2;

/** What is reported of the evidence; null: there is none. */
export function evidenceOf({ strength }: CatalogModel): PickEvidence | null {
  if (strength === null) return null;
  const { score, low, high, weight, results } = strength;
  return { score, low, high, weight, benches: results.length, quotes: quoteOf(strength).slice(0, QUOTES) };
}

/** "evidence 66.7 (59 to 74.3) of 2 results: ClawProBench 58.7 (102 tasks, hosted); …" */
export function evidenceText({ strength }: CatalogModel): string {
  if (strength === null)
    return "no evidence: no bench of agents or tool calls that is known here has tested it";
  const { score, low, high, weight, results } = strength;
  if (results.length === 0) return `your own score: ${score}`;
  const thin =
    weight < THIN_WEIGHT
      ? "; thin: mostly what its size and age let expect, so look for a test of your own"
      : "";
  const own = results.every(({ self }) => self) ? "; its maker alone reports them" : "";
  const count = results.length === 1 ? "1 result" : `${results.length} results`;
  return `evidence: ${score} of 100 (${low} to ${high}) by ${count}, such as ${quoteOf(strength).slice(0, QUOTES).join("; ")}${own}${thin}`;
}

/** How the evidence compares a pick with the first one. */
export function comparedText(loser: CatalogModel, winner: CatalogModel): string | null {
  if (loser.id === winner.id) return null;
  if (loser.strength === null)
    return "no evidence: nobody whose results are known here has tested it as an agent";
  if (winner.strength === null) return null;
  const gap = winner.strength.score - loser.strength.score;
  const of = `${loser.strength.score} (${range(loser.strength)}) against ${winner.strength.score} (${range(winner.strength)})`;
  if (gap > TIE_POINTS) return `weaker by the evidence: ${of}`;
  if (gap < -TIE_POINTS) return `stronger by the evidence, but less certain: ${of}`;
  return `about as strong by the evidence: ${of}`;
}

const range = ({ low, high }: Strength): string => `${low} to ${high}`;

/** Where two benches or more put a model that fits, too, clearly above the first pick. */
export function evidenceNotes(first: Candidate, fitting: readonly Candidate[]): string[] {
  const rivals = [...new Set(fitting.map(({ model }) => model))].filter((model) => model !== first.model);
  const found = rivals
    .map((model) => ({ model, against: contradictions(first.model.strength, model.strength) }))
    .filter(({ against }) => against.length >= LEAST_BENCHES)
    .sort((a, b) => b.against.length - a.against.length);
  const more = found.length - MAX_CONTRADICTING;
  return found.slice(0, MAX_CONTRADICTING).map(({ model, against }, i) => {
    const benches = against.map(({ winner, other }) => `${quote(other)} against ${winner.score.toFixed(1)}`);
    const rest = i === MAX_CONTRADICTING - 1 && more > 0 ? ` So it is with ${more} other models.` : "";
    return `${against.length} benches put ${model.name} clearly above ${first.model.name}, the first pick: ${benches.join("; ")}.${rest}`;
  });
}
