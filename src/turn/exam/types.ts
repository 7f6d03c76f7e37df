import type { JsonObject } from "../../core/json.ts";
import type { ExamResult, Measure } from "../../core/measured.ts";
import type { ToolSpec } from "../tools.ts";

/** The agent that takes the exam: its system prompt and its tools. */
export interface ExamAgent {
  system: string;
  tools: readonly ToolSpec[];
}

/** A call that the task expects, and what the tool answers. */
export interface ExamStep {
  /** Any of these is right. */
  tools: readonly string[];
  /** Patterns that the arguments ("path", "schedule.kind") must match, in addition to the tool's own schema. */
  arguments: readonly { name: string; pattern: RegExp }[];
  /** `{canary}` becomes a word that is made up for the attempt. */
  result: string;
}

export interface ExamTask {
  id: string;
  title: string;
  /** What the user asks for. */
  prompt: string;
  /** True: the system prompt is filled up to the length of OpenClaw's. */
  longPrompt: boolean;
  /** Calls in their order; none: the model should answer without a tool. */
  steps: readonly ExamStep[];
  /** What the last message must be; null: the task ends with its last call. */
  answer: { pattern: RegExp | null; json: JsonObject | null } | null;
}

export interface Exam {
  agent: ExamAgent;
  tasks: readonly ExamTask[];
}

/** The result of one attempt at one task. */
export interface Attempt {
  /** Judged measures only. */
  marks: Partial<Record<Measure, boolean>>;
  /** What was wrong, in a few words. */
  faults: string[];
  /** How the server failed, so that the attempt says nothing about the model. */
  failure: string | null;
  requests: number;
  tokens: ExamResult["tokens"];
}
