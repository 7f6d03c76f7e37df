import type { ExamVerdict, Measure } from "../../../src/core/measured.ts";
import { judgedBy } from "../../../src/turn/exam/look.ts";
import { giveRounds } from "../../../src/turn/exam/rounds.ts";
import type { Attempt, Exam } from "../../../src/turn/exam/types.ts";
import { BARS, type Bar, measuresOf, overall, wholeOf } from "../../../src/turn/exam/verdict.ts";
import type { Fault, Library } from "./scripted.ts";

/** How the failures of a model are spread: over all attempts, or over tasks that it never gets right. */
export type Spread = "attempts" | "tasks";

export interface Model {
  /** One of these, by chance, when it fails. */
  faults: readonly Fault[];
  /** The measure that shows the fault; null: faults of several measures, so that only whole attempts are counted. */
  measure: Measure | null;
  /** Share of the attempts that go wrong, of those that count for the measure. */
  rate: number;
  spread: Spread;
}

export interface Trial {
  runs: number;
  exams: number;
  seed: number;
  bars?: Readonly<Record<Measure, Bar>>;
}

/** What became of many exams of one model: shares of the exams, and the mean attempts and requests of an exam. */
export interface Outcome extends Record<ExamVerdict & string, number> {
  attempts: number;
  requests: number;
}

/** Holds exams of a scripted model, by the rounds and verdicts of the real exam. The seed makes it repeatable. */
export async function simulate(
  exam: Exam,
  library: Library,
  model: Model,
  { runs, bars = BARS, exams, seed }: Trial,
): Promise<Outcome> {
  const random = randomFrom(seed);
  const rate = Math.min(1, model.rate / shareOfTasks(exam, library, model));
  const sum: Outcome = { passes: 0, fails: 0, undecided: 0, attempts: 0, requests: 0 };
  for (let n = 0; n < exams; n += 1) {
    const draw = drawFrom(library, { ...model, rate }, random);
    const { sheets } = await giveRounds(exam.tasks, runs, ({ id }) => draw(id), bars);
    sum[overall(measuresOf(sheets, bars), wholeOf(sheets)) ?? "undecided"] += 1;
    for (const { attempts } of sheets) {
      sum.attempts += attempts.length;
      for (const one of attempts) sum.requests += one.requests;
    }
  }
  return {
    ...{ passes: sum.passes / exams, fails: sum.fails / exams, undecided: sum.undecided / exams },
    ...{ attempts: sum.attempts / exams, requests: sum.requests / exams },
  };
}

/** The share of the tasks that count for the measure in which the fault can occur: no loop without a second turn. */
function shareOfTasks({ tasks }: Exam, library: Library, { faults, measure }: Model): number {
  const counted = tasks.filter((task) => measure === null || judgedBy(task).includes(measure));
  const hit = (fault: Fault, id: string) => {
    const marks = library.get(fault)?.get(id)?.marks ?? {};
    return measure === null ? Object.values(marks).includes(false) : marks[measure] === false;
  };
  const hits = faults.flatMap((fault) => counted.filter(({ id }) => hit(fault, id)));
  return hits.length / faults.length / counted.length;
}

/** The attempts of one exam. */
function drawFrom(
  library: Library,
  { faults, rate, spread }: Model,
  random: () => number,
): (id: string) => Promise<Attempt> {
  const hard = new Map<string, boolean>();
  return (id) => {
    const known = hard.get(id) ?? random() < rate;
    hard.set(id, known);
    const fails = spread === "tasks" ? known : random() < rate;
    const fault = faults[Math.floor(random() * faults.length)];
    const attempt = library.get(fails && fault !== undefined ? fault : "perfect")?.get(id);
    return attempt === undefined
      ? Promise.reject(new Error(`no attempt at ${id}`))
      : Promise.resolve(attempt);
  };
}

/** Mulberry32: small, and good enough for shares of some hundred draws. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
