import type { JsonObject } from "../../core/json.ts";
import type { Measure } from "../../core/measured.ts";
import type { ToolSpec } from "../tools.ts";

/** The agent that every task is put to: its system prompt and the tools that it is offered. */
export interface ExamAgent {
  system: string;
  tools: readonly ToolSpec[];
}

/** A call that the task expects, and what the tool then answers. */
export interface ExamStep {
  /** Any of these is right. */
  tools: readonly string[];
  /** Regular expressions by argument ("path", "schedule.kind"): what a right call says, beside the tool's own schema. */
  arguments: readonly { name: string; pattern: RegExp }[];
  /** What the tool answers; `{canary}` becomes a word that is made up for the attempt. */
  result: string;
}

/** One task as its file says it. */
export interface ExamTask {
  id: string;
  title: string;
  /** What the user asks for. */
  prompt: string;
  /** True: the system prompt is filled up to the length that OpenClaw's has. */
  longPrompt: boolean;
  /** Calls in their order; none: the model is to answer without a tool. */
  steps: readonly ExamStep[];
  /** What the last message must be; null: the task ends with its last call. */
  answer: { pattern: RegExp | null; json: JsonObject | null } | null;
}

export interface Exam {
  agent: ExamAgent;
  tasks: readonly ExamTask[];
}

/** What one attempt at one task showed. */
export interface Attempt {
  /** Judged measures only. */
  marks: Partial<Record<Measure, boolean>>;
  /** Why it was not good, in a few words. */
  faults: string[];
  /** The server failed, so that nothing can be said of the model. */
  failure: string | null;
  requests: number;
}
