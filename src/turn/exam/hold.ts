import {
  type ExamResult,
  type ExamTaskResult,
  INTERRUPTED,
  type Measure,
  type Rate,
} from "../../core/measured.ts";
import { neutralize } from "../../core/text.ts";
import type { MeasureTools } from "../types.ts";
import { attemptTask } from "./attempt.ts";
import type { Attempt, Exam, ExamTask } from "./types.ts";
import { rateOf } from "./wilson.ts";

export interface ExamOptions {
  /** Attempts a task. */
  runs: number;
  /** Time that the exam of one model may take. */
  seconds: number;
  /** Context of the server in tokens; null: unknown. A long prompt is kept below half of it. */
  allocated: number | null;
}

/** System prompt of OpenClaw 2026.9.6 in a fresh workspace, without what it leaves out for a small context window. */
const LONG_PROMPT_CHARS = 40_000;
/** A reasoning model may think for a while before it calls. */
const ANSWER_TOKENS = 2_048;
/** This many failures of the server in a row end the exam. */
const PATIENCE = 3;
const MAX_FAULTS = 4;

interface Sheet {
  task: ExamTask;
  attempts: Attempt[];
}

/**
 * Gives every task `runs` times, round by round, so that an exam that ends early has tried all tasks equally often. It
 * sends no temperature, as OpenClaw sends none: the runs differ as an agent's turns do.
 */
export async function holdExam(tools: MeasureTools, exam: Exam, options: ExamOptions): Promise<ExamResult> {
  const startedMs = tools.now();
  const sheets: Sheet[] = exam.tasks.map((task) => ({ task, attempts: [] }));
  const { allocated } = options;
  const input = {
    agent: exam.agent,
    promptChars: allocated === null ? LONG_PROMPT_CHARS : Math.min(LONG_PROMPT_CHARS, allocated * 2),
    maxTokens: allocated === null ? ANSWER_TOKENS : Math.min(ANSWER_TOKENS, Math.ceil(allocated / 4)),
  };
  let stopped: string | null = null;
  let failures = 0;
  for (let n = 0; n < options.runs * sheets.length && stopped === null; n += 1) {
    const sheet = sheets[n % sheets.length];
    if (sheet === undefined) break;
    const leftMs = options.seconds * 1000 - (tools.now() - startedMs);
    if (leftMs <= 0) {
      stopped = `the budget of ${options.seconds} s is used up`;
      break;
    }
    const round = Math.floor(n / sheets.length) + 1;
    tools.progress?.(
      `exam, run ${round} of ${options.runs}, task ${(n % sheets.length) + 1} of ${sheets.length}: ${sheet.task.id}`,
    );
    const limited = { ...tools, timeoutMs: Math.min(tools.timeoutMs, leftMs) };
    const attempt = await attemptTask(limited, { ...input, task: sheet.task, canary: canary() });
    if (tools.signal?.aborted) {
      stopped = INTERRUPTED;
      break;
    }
    sheet.attempts.push(attempt);
    failures = attempt.failure === null ? 0 : failures + 1;
    if (failures === PATIENCE) stopped = `the server failed ${PATIENCE} times: ${attempt.failure ?? ""}`;
  }
  return summarize(sheets, options.runs, stopped, tools.now() - startedMs);
}

/** A word that no answer holds by chance. */
function canary(): string {
  return `ZX${Math.random().toString(36).slice(2, 10).toUpperCase()}`;
}

function summarize(sheets: readonly Sheet[], runs: number, stopped: string | null, ms: number): ExamResult {
  const all = sheets.flatMap((sheet) => sheet.attempts);
  const judged = all.filter((attempt) => attempt.failure === null);
  return {
    runs,
    tasks: sheets.map(taskResult),
    measures: measuresOf(judged),
    failed: all.length - judged.length,
    complete: stopped === null,
    stopped: stopped === null ? null : neutralize(stopped, 300),
    requests: all.reduce((sum, attempt) => sum + attempt.requests, 0),
    ms: Math.round(ms),
  };
}

function taskResult({ task, attempts }: Sheet): ExamTaskResult {
  const judged = attempts.filter((attempt) => attempt.failure === null);
  const faults = attempts.flatMap((a) =>
    a.failure === null ? a.faults : [`the server failed: ${a.failure}`],
  );
  return {
    id: task.id,
    title: neutralize(task.title, 80),
    rate: rateOf(judged.filter(isGood).length, judged.length),
    faults: [...new Set(faults.map((fault) => neutralize(fault, 160)))].slice(0, MAX_FAULTS),
  };
}

function isGood({ marks }: Attempt): boolean {
  return Object.values(marks).every((mark) => mark);
}

function measuresOf(attempts: readonly Attempt[]): Record<Measure, Rate> {
  const rate = (measure: Measure) => {
    const marks = attempts.map(({ marks }) => marks[measure]).filter((mark) => mark !== undefined);
    return rateOf(marks.filter((mark) => mark).length, marks.length);
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
