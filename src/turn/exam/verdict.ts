import { type ExamVerdict, MEASURES, type Measure, type MeasureRate } from "../../core/measured.ts";
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
const CALL: Bar = { needed: 0.9, least: 0.8 };
const NOTICED: Bar = { needed: 0.8, least: 0.6 };
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

/** Below this no rate fails: one miss in one attempt has an upper bound of 79 %, and a good model has one too. */
const MIN_ATTEMPTS = 5;

/** A model that fails one of these cannot work as an agent, so the rest of its exam is spared. */
const DECISIVE: readonly Measure[] = ["calls", "tool", "arguments"];

export type Measures = Record<Measure, MeasureRate>;

/** The measures of all attempts so far in which the server did not fail. */
export function measuresOf(sheets: readonly Sheet[], bars = BARS): Measures {
  const rate = (measure: Measure): MeasureRate => {
    const byTask = sheets.map(({ attempts }) => attempts.flatMap((a) => marksOf(a, measure)));
    const marks = byTask.flat();
    const { needed, least } = bars[measure];
    const seen = rateOf(marks.filter(Boolean).length, marks.length);
    // a task that mostly fails is a weakness that good attempts at the other tasks must not hide
    const even = byTask.every((of) => of.length === 0 || of.filter(Boolean).length * 2 > of.length);
    return { ...seen, needed, verdict: verdictOf(seen, { needed, least }, even) };
  };
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

function marksOf({ failure, marks }: Attempt, measure: Measure): boolean[] {
  const mark = marks[measure];
  return failure !== null || mark === undefined ? [] : [mark];
}

function verdictOf(
  { of, low, high }: { of: number; low: number; high: number },
  bar: Bar,
  even: boolean,
): ExamVerdict {
  if (of === 0) return null;
  if (of >= MIN_ATTEMPTS && high < bar.needed) return "fails";
  return low >= bar.least && even ? "passes" : "undecided";
}

/** The verdict on the model. */
export function overall(measures: Measures): ExamVerdict {
  const verdicts = new Set(MEASURES.map((measure) => measures[measure].verdict));
  if (verdicts.has("fails")) return "fails";
  if (verdicts.has("undecided")) return "undecided";
  return verdicts.has("passes") ? "passes" : null;
}

/** True when another attempt at the task can decide something. */
export function isOpen(task: ExamTask, measures: Measures): boolean {
  if (DECISIVE.some((measure) => measures[measure].verdict === "fails")) return false;
  return judgedBy(task).some((measure) => {
    const { verdict } = measures[measure];
    return verdict === "undecided" || verdict === null;
  });
}
