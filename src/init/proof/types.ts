import type { Report } from "../../core/report.ts";

/** "skipped": not tried, and `detail` says why. "unverified": tried, or to be tried, without a result. */
export type Outcome = "passed" | "failed" | "unverified" | "skipped";

/** One thing that the test drive looks at. */
export interface Step {
  outcome: Outcome;
  /** One clause for a person. */
  detail: string;
}

/** A command of the real OpenClaw. */
export interface ClawStep extends Step {
  /** Null: it was not run. */
  ms: number | null;
}

/** What the real OpenClaw did with the model. */
export interface ClawProof {
  /** Null: not installed here. */
  version: string | null;
  /** `openclaw infer model run` */
  infer: ClawStep;
  /** `openclaw agent --local` with one tool call */
  agent: ClawStep;
  /** What a channel would have sent. */
  texts: string[];
  /** Why the server can no longer be reached, where a step failed and that is so. */
  serverGone?: string | undefined;
}

/** What was measured on the way; null: unknown. */
export interface ProofSpeed {
  tokensPerSecond: number | null;
  firstTokenMs: number | null;
  /** Tokens of the prompt whose first token that is. */
  promptTokens: number | null;
}

/** The result of a test drive. */
export interface Proof {
  ok: boolean;
  /** provider/id */
  model: string;
  server: string;
  /** Tokens that the server has allocated, else those of the config; null: unknown. */
  contextTokens: number | null;
  answers: Step;
  tools: Step;
  finalText: Step;
  speed: ProofSpeed;
  openclaw: ClawProof;
  /** The doctor's report with only the findings about this model that the drive is responsible for. */
  report: Report;
  ms: number;
}
