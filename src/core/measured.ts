/** What `doctor --deep --context` and `--exam` measured at one model; the JSON form is part of the report. */
export interface Measured {
  context?: EffectiveContext | undefined;
  exam?: ExamResult | undefined;
}

/** What `stopped` says where the user ended a measurement: no result, and no fault of the server either. */
export const INTERRUPTED = "interrupted";

/** Where in a prompt a code word stood. */
export type NeedlePlace = "start" | "middle" | "end";

/** How much prompt a server really takes in. All sizes in tokens, as the server counts them where it does. */
export interface EffectiveContext {
  /** Largest prompt that was taken in whole; null: none was. */
  atLeast: number | null;
  /** Smallest prompt that was refused or cut; null: none of those that were tried. */
  below: number | null;
  /** The limit that the server itself named when it refused. */
  said: number | null;
  /** The figure to plan with; `atLeast` unless it is exact. Null: no limit was seen. */
  limit: number | null;
  /** True: the server named the limit, or counted it in what it cut, and prompts on both sides bear that out. */
  exact: boolean;
  /** What the server does with more than it takes. */
  beyond: "refuses" | "cuts" | "not-seen";
  /** The smallest prompt that was cut silently: what was sent, what the server counted, which code words were gone. */
  cut: { sent: number; counted: number | null; lost: NeedlePlace[] } | null;
  /** False: the server tells no prompt tokens, so that sizes are estimates of 4 characters a token. */
  counted: boolean;
  /** False: the search ended early, and `stopped` says why. */
  complete: boolean;
  stopped: string | null;
  requests: number;
  tokensSent: number;
  ms: number;
  budget: { seconds: number; tokens: number };
}

/** What the exam looks at. Each is judged once in an attempt, or not at all where the task does not ask for it. */
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

/** A share of good attempts with its 95 % interval (Wilson); `low` and `high` are 0 and 1 where nothing was judged. */
export interface Rate {
  good: number;
  of: number;
  low: number;
  high: number;
}

export interface ExamTaskResult {
  id: string;
  title: string;
  /** Attempts that were good in every measure that the task judges. */
  rate: Rate;
  /** Why attempts were not good, each reason once. */
  faults: string[];
}

export interface ExamResult {
  /** Attempts a task that were asked for. */
  runs: number;
  tasks: ExamTaskResult[];
  measures: Record<Measure, Rate>;
  /** Attempts that gave no result, since the server failed. */
  failed: number;
  /** False: the exam ended early, and `stopped` says why. */
  complete: boolean;
  stopped: string | null;
  requests: number;
  ms: number;
}
