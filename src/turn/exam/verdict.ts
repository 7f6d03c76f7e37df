import {
  type ExamVerdict,
  MEASURES,
  type Measure,
  type MeasureRate,
  type Rate,
} from "../../core/measured.ts";
import { judgedBy } from "./look.ts";
import type { Attempt, ExamTask } from "./types.ts";
import { rateOf } from "./wilson.ts";

/** A task with its attempts so far. */
export interface Sheet {
  task: ExamTask;
  attempts: Attempt[];
}

export interface Bar {
  /** A measure fails when its whole interval is below this. */
  needed: number;
  /** It passes when its whole interval is above this. */
  least: number;
}

/**
 * The success rates that an agent needs. Its turn makes several calls, and one failure spoils it: at 90 % per call, five
 * in a row succeed in 59 of 100 turns, at 80 % in 33. The user notices lost steps and broken JSON and can ask again.
 * Which rate rules out a pass is taken from the error rates in docs/exam.md (npm run exam:calibrate).
 */
const CALL: Bar = { needed: 0.9, least: 0.82 };
const NOTICED: Bar = { needed: 0.8, least: 0.65 };
export const BARS: Readonly<Record<Measure, Bar>> = {
  calls: CALL,
  tool: CALL,
  arguments: CALL,
  steps: NOTICED,
  json: NOTICED,
  loops: CALL,
  reasoning: CALL,
  planted: CALL,
};

/**
 * Of attempts that are right in every respect: faults of several kinds, none of them frequent enough for a measure to
 * fail, spoil a turn all the same.
 */
const WHOLE: Bar = { needed: 0.8, least: 0.8 };

/** Below this no rate fails: one miss in one attempt has an upper bound of 79 %, and a good model has one too. */
const MIN_ATTEMPTS = 5;

/** A model that fails one of these cannot work as an agent, so the rest of its exam is spared. */
const DECISIVE: readonly Measure[] = ["calls", "tool", "arguments"];

/** The measures that fail together when a model is out of its depth. */
export const DEPTH: readonly Measure[] = [...DECISIVE, "steps", "json", "loops"];

export type Measures = Record<Measure, MeasureRate>;

/** The measures of all attempts so far in which the server did not fail. */
export function measuresOf(sheets: readonly Sheet[], bars = BARS): Measures {
  const rate = (measure: Measure) => rateIn(sheets, bars[measure], ({ marks }) => marks[measure]);
  return {
    calls: rate("calls"),
    tool: rate("tool"),
    arguments: rate("arguments"),
    steps: rate("steps"),
    json: rate("json"),
    loops: rate("loops"),
    reasoning: rate("reasoning"),
    planted: rate("planted"),
  };
}

/** The attempts that were right in every measure of `DEPTH`. */
export function wholeOf(sheets: readonly Sheet[]): MeasureRate {
  return rateIn(sheets, WHOLE, ({ marks }) => DEPTH.every((measure) => marks[measure] !== false));
}

function rateIn(
  sheets: readonly Sheet[],
  bar: Bar,
  markOf: (attempt: Attempt) => boolean | undefined,
): MeasureRate {
  let good = 0;
  let of = 0;
  // a task that mostly fails is a weakness that good attempts at the other tasks must not hide
  let even = true;
  for (const { attempts } of sheets) {
    const marks = attempts.flatMap((one) => (one.failure === null ? (markOf(one) ?? []) : []));
    const right = marks.filter(Boolean).length;
    good += right;
    of += marks.length;
    even &&= marks.length === 0 || right * 2 > marks.length;
  }
  const rate = rateOf(good, of);
  return { ...rate, needed: bar.needed, verdict: verdictOf(rate, bar, even) };
}

function verdictOf({ of, low, high }: Rate, bar: Bar, even: boolean): ExamVerdict {
  if (of === 0) return null;
  if (of >= MIN_ATTEMPTS && high < bar.needed) return "fails";
  return low >= bar.least && even ? "passes" : "undecided";
}

/** The verdict on the model. */
export function overall(measures: Measures, whole: MeasureRate): ExamVerdict {
  const verdicts = new Set([whole, ...MEASURES.map((measure) => measures[measure])].map((of) => of.verdict));
  if (verdicts.has("fails")) return "fails";
  if (verdicts.has("undecided")) return "undecided";
  return verdicts.has("passes") ? "passes" : null;
}

/** True when the model fails what everything else rests on. */
export function isLost(measures: Measures): boolean {
  return DECISIVE.some((measure) => measures[measure].verdict === "fails");
}

/** True when another attempt at the task can decide something. */
export function isOpen(task: ExamTask, measures: Measures, whole: MeasureRate): boolean {
  if (whole.verdict === "undecided") return true;
  return judgedBy(task).some((measure) => {
    const { verdict } = measures[measure];
    return verdict === "undecided" || verdict === null;
  });
}
