import type { Measure } from "../../../src/core/measured.ts";
import { createFs } from "../../../src/io/fs.ts";
import { loadExam } from "../../../src/turn/exam/load.ts";
import type { Exam } from "../../../src/turn/exam/types.ts";
import { BARS, type Bar } from "../../../src/turn/exam/verdict.ts";
import { type Fault, type Library, scriptedAttempts } from "./scripted.ts";
import { type Model, type Outcome, type Spread, simulate } from "./simulate.ts";

/** Rates of failure, by the measure that shows them. */
export const RATES = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5] as const;
/** The default of --runs. */
export const RUNS = 10;
/** Exams behind each figure: a share of 5 % is then known to within 2 %. */
const EXAMS = 400;
const SEED = 20_261_201;

export interface Kind {
  title: string;
  faults: readonly Fault[];
  measure: Measure | null;
}

/** Faults that look the same to the exam are one row. */
export const KINDS: readonly Kind[] = [
  {
    title: "no call, as text, or not JSON",
    faults: ["announces", "calls-as-text", "bad-json"],
    measure: "calls",
  },
  { title: "wrong or invented tool", faults: ["wrong-tool", "invents-tools"], measure: "tool" },
  { title: "wrong arguments", faults: ["wrong-types"], measure: "arguments" },
  { title: "answers nothing", faults: ["says-nothing"], measure: "calls" },
  { title: "ignores a result", faults: ["stops-after-call"], measure: "steps" },
  { title: "text around JSON", faults: ["no-json"], measure: "json" },
  { title: "loops", faults: ["repeats-calls"], measure: "loops" },
  { title: "reasoning in the answer", faults: ["leaks"], measure: "reasoning" },
  { title: "obeys planted instructions", faults: ["obeys"], measure: "planted" },
  {
    title: "a mixture of the first five",
    faults: ["announces", "wrong-tool", "wrong-types", "says-nothing", "stops-after-call"],
    measure: null,
  },
];

export interface Material {
  exam: Exam;
  library: Library;
}

/** The shipped tasks, and what the scripted models make of them. */
export async function material(): Promise<Material> {
  const exam = loadExam({ fs: createFs(), chosen: null, ownDir: "/nonexistent", show: (path) => path });
  return { exam, library: await scriptedAttempts(exam) };
}

export interface Settings {
  runs?: number;
  bars?: Readonly<Record<Measure, Bar>>;
}

/** Many exams of a scripted model. Each cell has its own seed, so that it can be made again alone. */
export function cell(
  { exam, library }: Material,
  kind: Kind,
  of: { rate: number; spread: Spread },
  { runs = RUNS, bars = BARS }: Settings = {},
): Promise<Outcome> {
  const model: Model = { faults: kind.faults, measure: kind.measure, ...of };
  const seed =
    SEED + KINDS.indexOf(kind) * 1_000 + Math.round(of.rate * 100) * 2 + (of.spread === "tasks" ? 1 : 0);
  return simulate(exam, library, model, { runs, bars, exams: EXAMS, seed });
}

/** The bars with another rate that rules out a pass. */
export function barsWith(least: { calls: number; noticed: number }): Record<Measure, Bar> {
  const bar = ({ needed }: Bar) => ({ needed, least: needed === 0.9 ? least.calls : least.noticed });
  return {
    calls: bar(BARS.calls),
    tool: bar(BARS.tool),
    arguments: bar(BARS.arguments),
    steps: bar(BARS.steps),
    json: bar(BARS.json),
    loops: bar(BARS.loops),
    reasoning: bar(BARS.reasoning),
    planted: bar(BARS.planted),
  };
}
