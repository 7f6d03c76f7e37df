import { UserError } from "../core/errors.ts";
import { asArray, asNumber, asString, getIn, getKey, isObject, type Json, parseJson } from "../core/json.ts";
import { packageFile } from "../core/package-root.ts";
import type { Fs } from "../ports/index.ts";

/** What the joined benchmarks say of a model. A point is about one task of 100 on a bench where half succeed. */
export interface Strength {
  /** Most likely. */
  score: number;
  /** 80 % interval; picks should go by its low end. */
  low: number;
  high: number;
  /** 0 to 1: how much of the score is evidence; the rest is what size and age of a model let expect. */
  weight: number;
  /** What speaks of it, the most telling benches first. */
  results: Result[];
}

/** A published result of one model. */
export interface Result {
  bench: string;
  /** In units of the bench, whose best is `scale`. */
  score: number;
  scale: number;
  /** Tasks; null: not stated. */
  tasks: number | null;
  /** "hosted", or the quantization and ", local". */
  form: string;
  /** True: the maker of the model reports it. */
  self: boolean;
}

/** A bench that puts `other` clearly above the one that the joined score prefers. */
export interface Contradiction {
  bench: string;
  winner: Result;
  other: Result;
}

export interface Evidence {
  /** Day of the newest result. */
  asOf: string;
  models: ReadonlyMap<string, Strength>;
  /** Points that a form of about 4 bits loses against the released one, as far as the benches tell. */
  loss4bit: { points: number; low: number; high: number };
}

/** Standard deviations of the difference from which it counts as clear: one in ten such differences is chance. */
const CLEAR = 1.2816;
/** Both models did the same tasks, so about half of the luck with tasks is common to them (assumed). */
const OWN_LUCK = 0.5;
/** Tasks of a bench that does not state them. */
const USUAL_TASKS = 100;

/** The shipped evidence (data/strength.json). UserError with file and place where it is damaged. */
export function readEvidence(fs: Pick<Fs, "readFile">): Evidence {
  const bytes = fs.readFile(packageFile("data", "strength.json"));
  if (bytes === null) throw new UserError("data/strength.json is missing from this installation");
  return parseEvidence(new TextDecoder().decode(bytes));
}

/** @internal */
export function parseEvidence(text: string): Evidence {
  const data = parseJson(text);
  const models = getKey(data, "models");
  if (!isObject(models)) throw damaged("models", "is not an object");
  const benches = asArray(getKey(data, "benches")).map((bench, i) => ({
    name: textOf(bench, "name", `benches[${i}]`),
    scale: numberOf(bench, "scale", `benches[${i}]`),
  }));
  const loss = (key: string) => numberOf(getKey(data, "loss4bit"), key, "loss4bit");
  return {
    asOf: textOf(data, "asOf", "the file"),
    models: new Map(
      Object.entries(models).map(([id, model]) => [id, strength(model, `models.${id}`, benches)]),
    ),
    loss4bit: { points: loss("points"), low: loss("low"), high: loss("high") },
  };
}

function strength(model: Json, place: string, benches: readonly { name: string; scale: number }[]): Strength {
  const results = asArray(getKey(model, "results")).map((row, i): Result => {
    const bench = benches[asNumber(getIn(row, [0])) ?? -1];
    const [score, form] = [asNumber(getIn(row, [1])), asString(getIn(row, [3]))];
    if (bench === undefined || score === undefined || form === undefined)
      throw damaged(`${place}.results[${i}]`, "is not [bench, score, tasks, form]");
    return {
      ...{ bench: bench.name, score, scale: bench.scale, form },
      tasks: asNumber(getIn(row, [2])) ?? null,
      self: getIn(row, [4]) === 1,
    };
  });
  const number = (key: string) => numberOf(model, key, place);
  return {
    ...{ score: number("score"), low: number("low"), high: number("high"), weight: number("weight") },
    results,
  };
}

function numberOf(from: Json | undefined, key: string, place: string): number {
  const found = asNumber(getKey(from, key));
  if (found === undefined) throw damaged(`${place}.${key}`, "is not a number");
  return found;
}

function textOf(from: Json | undefined, key: string, place: string): string {
  const found = asString(getKey(from, key));
  if (found === undefined) throw damaged(`${place}.${key}`, "is not a text");
  return found;
}

function damaged(place: string, what: string): UserError {
  return new UserError(`data/strength.json: ${place} ${what}`, { hint: "install openclaw-local again" });
}

/** Null: no evidence, which is not the same as weak. */
export function strengthOf({ models }: Evidence, modelId: string): Strength | null {
  return models.get(modelId) ?? null;
}

/**
 * The benches that put `other` above `winner` by more than the number of their tasks explains, the widest gap first.
 * Only results in the same kind of form (hosted, or local) are compared.
 */
export function contradictions(winner: Strength | null, other: Strength | null): Contradiction[] {
  if (winner === null || other === null) return [];
  const best = new Map<string, { found: Contradiction; excess: number }>();
  for (const a of winner.results) {
    for (const b of other.results) {
      if (a.bench !== b.bench || isLocal(a) !== isLocal(b)) continue;
      const excess = gap(b, a);
      if (excess <= CLEAR || excess <= (best.get(a.bench)?.excess ?? 0)) continue;
      best.set(a.bench, { found: { bench: a.bench, winner: a, other: b }, excess });
    }
  }
  return [...best.values()].sort((a, b) => b.excess - a.excess).map(({ found }) => found);
}

function isLocal({ form }: Result): boolean {
  return form !== "hosted";
}

/** Difference of the log odds, in standard deviations as the number of tasks lets expect. */
function gap(higher: Result, lower: Result): number {
  const [a, b] = [odds(higher), odds(lower)];
  return (a.y - b.y) / Math.sqrt(OWN_LUCK * (a.variance + b.variance));
}

function odds({ score, scale, tasks }: Result): { y: number; variance: number } {
  const n = tasks ?? USUAL_TASKS;
  // half a task to each side: 30 of 30 is not certainty
  const p = ((score / scale) * n + 0.5) / (n + 1);
  return { y: Math.log(p / (1 - p)), variance: 1 / (n * p * (1 - p)) };
}

/** "ClawProBench 58.7 (102 tasks, hosted)"; the most telling benches first. Empty: no evidence. */
export function quoteOf(strength: Strength | null): string[] {
  return (strength?.results ?? []).map(quote);
}

/** The same of one result. */
export function quote({ bench, score, scale, tasks, form, self }: Result): string {
  const of = scale === 100 ? "" : ` of ${scale}`;
  const about = [tasks === null ? "" : `${tasks} tasks`, form, self ? "reported by its maker" : ""];
  return `${bench} ${score.toFixed(1)}${of} (${about.filter(Boolean).join(", ")})`;
}
