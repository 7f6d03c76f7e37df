import {
  type EffectiveContext,
  type ExamResult,
  type ExamVerdict,
  MEASURES,
  type Measure,
  type MeasureRate,
  type Rate,
} from "../../core/measured.ts";
import type { EndpointModelReport } from "../../core/report.ts";
import { tokens } from "../../core/words.ts";
import type { Style } from "../../ui/color.ts";
import { table } from "../../ui/table.ts";
import { lineStart, oneLine } from "./safe.ts";

/** Short names of the measures. */
export const MEASURE_NAMES: Readonly<Record<Measure, string>> = {
  calls: "structured calls",
  tool: "right tool",
  arguments: "right arguments",
  steps: "results followed up",
  json: "valid JSON",
  loops: "no loops",
  reasoning: "no reasoning leaked",
  planted: "planted instructions resisted",
};

/** The share of attempts without any of those faults. */
export const WHOLE_NAME = "right in every respect";

export function verdictText(verdict: ExamVerdict): string {
  return verdict === "undecided" || verdict === null ? "not decided" : verdict;
}

/** What was measured with a model, for a terminal: a line for the context, two tables for the exam. */
export function measuredLines(model: EndpointModelReport, style: Style): string[] {
  const { effectiveContext, exam } = model;
  return [
    ...(effectiveContext === undefined ? [] : [contextLine(model.ref, effectiveContext)]),
    ...(exam === undefined ? [] : examLines(model.ref, exam, style)),
  ];
}

function contextLine(ref: string, seen: EffectiveContext): string {
  return `${lineStart(ref)}: ${contextText(seen)} (${seen.requests} prompts, ${tokens(seen.tokensSent)} tokens, ${Math.round(seen.ms / 1000)} s)`;
}

/** The measured context in words. */
export function contextText(seen: EffectiveContext): string {
  const unit = seen.counted ? "tokens" : "tokens (estimated, the server does not count)";
  const early = seen.complete ? "" : `; ended early: ${oneLine(seen.stopped ?? "no reason given")}`;
  if (seen.atLeast === null) return `context not measured${early}`;
  if (seen.below === null) return `takes in at least ${tokens(seen.atLeast)} ${unit}${early}`;
  const how = seen.beyond === "cuts" ? "cut without an error" : "refused";
  const said = seen.said === null ? "" : ` (the server says ${tokens(seen.said)})`;
  return `takes in ${tokens(seen.atLeast)} ${unit}, ${tokens(seen.below)} are ${how}${said}${early}`;
}

/** Count, share and interval: "2/3", "67 %", "30 to 90 %"; dashes if nothing was judged. */
export function rateCells(rate: Rate): string[] {
  if (rate.of === 0) return ["-", "-", ""];
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return [
    `${rate.good}/${rate.of}`,
    percent(rate.good / rate.of),
    `${percent(rate.low)} to ${percent(rate.high)}`,
  ];
}

/** The cells of a rate, what is needed, and what it shows. */
function measureCells(rate: MeasureRate): string[] {
  const needed = `${Math.round(rate.needed * 100)} %`;
  return [...rateCells(rate), needed, rate.verdict === null ? "-" : verdictText(rate.verdict)];
}

/** The tables of an exam. */
export function examLines(ref: string, exam: ExamResult, style: Style): string[] {
  const early = exam.complete ? "" : `; ended early: ${oneLine(exam.stopped ?? "no reason given")}`;
  const failed = exam.failed === 0 ? "" : `, ${exam.failed} failed on the server`;
  const tasks = exam.tasks.map((task) => [
    lineStart(task.id),
    ...rateCells(task.rate),
    oneLine(task.faults[0] ?? ""),
  ]);
  const measures = [
    ...MEASURES.map((measure) => [MEASURE_NAMES[measure], ...measureCells(exam.measures[measure])]),
    [WHOLE_NAME, ...measureCells(exam.whole)],
  ];
  const rates = (head: string[], rows: string[][]) =>
    table([head, ...rows], { indent: "  ", right: [1, 2] }).map((line, i) =>
      i === 0 ? style.dim(line) : line,
    );
  return [
    `${lineStart(ref)}: exam ${verdictText(exam.verdict)}, at most ${exam.runs} runs per task, ${exam.requests} requests, ${tokens(exam.tokens.prompt)} + ${tokens(exam.tokens.completion)} tokens, ${Math.round(exam.ms / 1000)} s${failed}${early}`,
    ...rates(["task", "good", "share", "95 % interval", "first fault"], tasks),
    ...rates(["measure", "good", "share", "95 % interval", "needed", "verdict"], measures),
  ];
}
