import type { ExamVerdict, Measure } from "../../../src/core/measured.ts";
import { giveRounds } from "../../../src/turn/exam/hold.ts";
import type { Attempt, Exam } from "../../../src/turn/exam/types.ts";
import { BARS, type Bar, measuresOf, overall } from "../../../src/turn/exam/verdict.ts";
import type { Fault, Library } from "./scripted.ts";

/** How the failures of a model are spread: over all attempts, or over tasks that it never gets right. */
export type Spread = "attempts" | "tasks";

export interface Model {
  /** One of these, by chance, when it fails. */
  faults: readonly Fault[];
  /** Share of the attempts that go wrong, of those in which the fault can occur. */
  rate: number;
  spread: Spread;
}

export interface Trial {
  runs: number;
  bars?: Readonly<Record<Measure, Bar>>;
}

/** What became of many exams of one model, as shares. */
export interface Outcome {
  passes: number;
  fails: number;
  undecided: number;
  /** Mean attempts and requests of an exam. */
  attempts: number;
  requests: number;
}

/** Holds `exams` exams of a scripted model, by the rounds and verdicts of the real exam. The seed makes it repeatable. */
export async function simulate(
  exam: Exam,
  library: Library,
  model: Model,
  { runs, bars = BARS, exams, seed }: Trial & { exams: number; seed: number },
): Promise<Outcome> {
  const random = randomFrom(seed);
  const count: Record<ExamVerdict & string, number> = { passes: 0, fails: 0, undecided: 0 };
  let attempts = 0;
  let requests = 0;
  for (let n = 0; n < exams; n += 1) {
    const draw = drawFrom(library, model, random);
    const { sheets } = await giveRounds(exam.tasks, runs, ({ id }) => draw(id), bars);
    count[overall(measuresOf(sheets, bars)) ?? "undecided"] += 1;
    for (const sheet of sheets) {
      attempts += sheet.attempts.length;
      for (const one of sheet.attempts) requests += one.requests;
    }
  }
  const share = (of: number) => of / exams;
  return {
    ...{ passes: share(count.passes), fails: share(count.fails), undecided: share(count.undecided) },
    ...{ attempts: attempts / exams, requests: requests / exams },
  };
}

/** The attempts of one exam. */
function drawFrom(
  library: Library,
  { faults, rate, spread }: Model,
  random: () => number,
): (id: string) => Promise<Attempt> {
  const hard = new Map<string, boolean>();
  return (id) => {
    if (!hard.has(id)) hard.set(id, random() < rate);
    const fails = spread === "tasks" ? hard.get(id) === true : random() < rate;
    const fault = faults[Math.floor(random() * faults.length)];
    const attempt = library.get(fails && fault !== undefined ? fault : "perfect")?.get(id);
    return attempt === undefined ? Promise.reject(new Error(`no attempt at ${id}`)) : Promise.resolve(attempt);
  };
}

/** Mulberry32: small, and good enough for shares of some thousand draws. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
