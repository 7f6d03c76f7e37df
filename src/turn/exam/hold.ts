import { type ExamResult, type ExamTaskResult, INTERRUPTED } from "../../core/measured.ts";
import { neutralize } from "../../core/text.ts";
import type { MeasureTools } from "../types.ts";
import { attemptTask } from "./attempt.ts";
import { type Give, giveRounds } from "./rounds.ts";
import type { Attempt, Exam } from "./types.ts";
import { measuresOf, overall, type Sheet, wholeOf } from "./verdict.ts";
import { rateOf } from "./wilson.ts";

export interface ExamOptions {
  /** Attempts a task, at most. */
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
const MAX_FAULTS = 4;

/**
 * Gives every task twice, then up to `runs` times those that can still decide a measure, round by round, so that an
 * exam that ends early has tried all tasks equally often. It sends no temperature, as OpenClaw sends none: the runs
 * differ as an agent's turns do.
 */
export async function holdExam(tools: MeasureTools, exam: Exam, options: ExamOptions): Promise<ExamResult> {
  const startedMs = tools.now();
  const { allocated, runs, seconds } = options;
  const input = {
    agent: exam.agent,
    promptChars: allocated === null ? LONG_PROMPT_CHARS : Math.min(LONG_PROMPT_CHARS, allocated * 2),
    maxTokens: allocated === null ? ANSWER_TOKENS : Math.min(ANSWER_TOKENS, Math.ceil(allocated / 4)),
  };
  const give: Give = async (task, round) => {
    const leftMs = seconds * 1000 - (tools.now() - startedMs);
    if (leftMs <= 0) return `the budget of ${seconds} s is used up`;
    const place = `task ${exam.tasks.indexOf(task) + 1} of ${exam.tasks.length}`;
    tools.progress?.(`exam, run ${round} of at most ${runs}, ${place}: ${task.id}`);
    const limited = { ...tools, timeoutMs: Math.min(tools.timeoutMs, leftMs) };
    const attempt = await attemptTask(limited, { ...input, task, canary: canary() });
    if (tools.signal?.aborted) return INTERRUPTED;
    return attempt;
  };
  const { sheets, stopped } = await giveRounds(exam.tasks, runs, give);
  return summarize(sheets, runs, stopped, tools.now() - startedMs);
}

/** A word that no answer holds by chance. */
function canary(): string {
  return `ZX${Math.random().toString(36).slice(2, 10).toUpperCase()}`;
}

function summarize(sheets: readonly Sheet[], runs: number, stopped: string | null, ms: number): ExamResult {
  const all = sheets.flatMap((sheet) => sheet.attempts);
  const measures = measuresOf(sheets);
  const whole = wholeOf(sheets);
  return {
    runs,
    tasks: sheets.map(taskResult),
    measures,
    whole,
    verdict: overall(measures, whole),
    failed: all.filter((attempt) => attempt.failure !== null).length,
    complete: stopped === null,
    stopped: stopped === null ? null : neutralize(stopped, 300),
    requests: all.reduce((sum, attempt) => sum + attempt.requests, 0),
    tokens: {
      prompt: all.reduce((sum, { tokens }) => sum + tokens.prompt, 0),
      completion: all.reduce((sum, { tokens }) => sum + tokens.completion, 0),
    },
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
