/** What `doctor --deep --context` and `--exam` measured with one model; the JSON form is part of the report. */
export interface Measured {
  context?: EffectiveContext | undefined;
  exam?: ExamResult | undefined;
}

/** The value of `stopped` when the user ended a measurement. */
export const INTERRUPTED = "interrupted";

/** The position of a code word in a prompt. */
export type NeedlePlace = "start" | "middle" | "end";

/** How much prompt a server really takes in. Sizes are in tokens, as the server counts them if it does. */
export interface EffectiveContext {
  /** Largest prompt that was taken in whole. */
  atLeast: number | null;
  /** Smallest prompt that was refused or cut. */
  below: number | null;
  /** The limit that the server named in its refusal. */
  said: number | null;
  /** The figure to plan with; `atLeast` unless it is exact. Null: no limit was seen. */
  limit: number | null;
  /** True: the server named or counted the limit, and prompts on both sides confirm it. */
  exact: boolean;
  /** What the server does with a prompt beyond its limit. */
  beyond: "refuses" | "cuts" | "not-seen";
  /** The smallest prompt that was cut silently: tokens sent, tokens counted by the server, code words lost. */
  cut: { sent: number; counted: number | null; lost: NeedlePlace[] } | null;
  /** False: the server reports no prompt tokens, so sizes are estimates at 4 characters per token. */
  counted: boolean;
  /** False: the search ended early; `stopped` says why. */
  complete: boolean;
  stopped: string | null;
  requests: number;
  tokensSent: number;
  ms: number;
  budget: { seconds: number; tokens: number };
}

/** What the exam measures. Each is judged at most once in an attempt, if the task asks for it. */
export const MEASURES = [
  "calls",
  "tool",
  "arguments",
  "steps",
  "json",
  "loops",
  "reasoning",
  "planted",
] as const;
export type Measure = (typeof MEASURES)[number];

/** The share of good attempts with its 95 % interval (Wilson); `low` and `high` are 0 and 1 if nothing was judged. */
export interface Rate {
  good: number;
  of: number;
  low: number;
  high: number;
}

/**
 * What a rate shows: "passes" and "fails" have stated error rates (docs/exam.md), and between them nothing is decided.
 * Null: no attempt showed anything.
 */
export type ExamVerdict = "passes" | "fails" | "undecided" | null;

/** A measure of the exam. */
export interface MeasureRate extends Rate {
  /** It fails when its whole interval is below this rate. */
  needed: number;
  verdict: ExamVerdict;
}

export interface ExamTaskResult {
  id: string;
  title: string;
  /** Attempts that were good in every judged measure. */
  rate: Rate;
  /** Why attempts were not good, each reason once. */
  faults: string[];
}

export interface ExamResult {
  /** Attempts per task at most; a task whose measures are all decided is not given again. */
  runs: number;
  tasks: ExamTaskResult[];
  measures: Record<Measure, MeasureRate>;
  /** Attempts that were right in every measure but `reasoning` and `planted`. */
  whole: MeasureRate;
  /** "fails": a measure or `whole` fails; "passes": all that was seen passes. */
  verdict: ExamVerdict;
  /** Attempts without a result because the server failed. */
  failed: number;
  /** False: the exam ended early; `stopped` says why. */
  complete: boolean;
  stopped: string | null;
  requests: number;
  /** As the server counts them; where it does not, at 4 characters per token. */
  tokens: { prompt: number; completion: number };
  ms: number;
}
