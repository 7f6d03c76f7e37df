import type { Catalog } from "../../../src/fit/catalog.ts";
import { type Prediction, predict } from "./predict.ts";
import { parseRows, type Row } from "./rows.ts";
import {
  DRAFT_MEMORY_RULES,
  DRAFT_RULES,
  EXPERT_PREFILL_RULES,
  EXPERT_RULES,
  MEMORY_RULES,
  NOT_VLLM,
  PREFILL_RULES,
  type Rule,
  SPEED_RULES,
} from "./rules.ts";
import { groupOf, type Half, halves } from "./split.ts";

export interface Checked {
  row: Row;
  prediction: Prediction;
  half: Half;
  group: string;
  measured: number;
  predicted: number;
  /** (predicted - measured) / measured. */
  error: number;
}

/** What one half says. */
export interface HalfResult {
  count: number;
  groups: number;
  medianError: number;
  /** Share of the rows within `bound`. */
  within: number;
}

export interface Calibration {
  name: string;
  unit: string;
  rows: number;
  used: Checked[];
  dropped: { rule: Rule; count: number }[];
  bound: number;
  /** Share that the project asks for; null: none is asked. */
  target: number | null;
  halves: Record<Half, HalfResult>;
}

type Pair = { row: Row; prediction: Prediction; group: string; half: Half };
type Figure = (row: Row, prediction: Prediction) => [measured: number | null, predicted: number | null];

/** What is compared, by which rules, and the bound that issue 13 asks for. */
const FIGURES: readonly [string, string, readonly Rule[], number, number | null, Figure][] = [
  ["Peak memory", "GiB", MEMORY_RULES, 0.1, 0.9, (row, p) => [row.peakGiB, p.peakGiB]],
  ["Decode speed", "tokens/s", SPEED_RULES, 0.25, 0.85, (row, p) => [row.tokensPerSecond, p.tokensPerSecond]],
  ["Prefill speed", "tokens/s", PREFILL_RULES, 0.35, 0.8, (row, p) => [row.prefillSpeed, p.prefillSpeed]],
  [
    "Decode speed, vLLM alone",
    "tokens/s",
    [...SPEED_RULES, NOT_VLLM],
    0.25,
    null,
    (row, p) => [row.tokensPerSecond, p.tokensPerSecond],
  ],
  [
    "Prefill speed, vLLM alone",
    "tokens/s",
    [...PREFILL_RULES, NOT_VLLM],
    0.35,
    null,
    (row, p) => [row.prefillSpeed, p.prefillSpeed],
  ],
  [
    "Decode with experts in RAM",
    "tokens/s",
    EXPERT_RULES,
    0.25,
    null,
    (row, p) => [row.tokensPerSecond, p.tokensPerSecond],
  ],
  [
    "Prefill with experts in RAM",
    "tokens/s",
    EXPERT_PREFILL_RULES,
    0.35,
    null,
    (row, p) => [row.prefillSpeed, p.prefillSpeed],
  ],
  [
    "Decode with prediction heads",
    "tokens/s",
    DRAFT_RULES,
    0.25,
    null,
    (row, p) => [row.tokensPerSecond, p.draftSpeed?.typical ?? null],
  ],
  [
    "Memory with prediction heads",
    "GiB",
    DRAFT_MEMORY_RULES,
    0.1,
    null,
    (row, p) => [row.peakGiB, p.draftPeakGiB],
  ],
];

/** Predicts every row that states enough, and says which rule dropped each of the others. */
export function calibrate(files: readonly { name: string; text: string }[], catalog: Catalog): Calibration[] {
  const rows = files.flatMap(({ name, text }) => parseRows(text, name));
  const pairs = rows.map((row) => {
    const prediction = predict(row, catalog);
    return { row, prediction, group: groupOf(row, prediction.model) };
  });
  const halfOf = halves(pairs);
  const split = pairs.map((pair) => ({ ...pair, half: halfOf(pair.group) }));
  return FIGURES.map(([name, unit, rules, bound, target, figure]) => {
    const { used, dropped } = check(split, rules, figure);
    const half = (which: Half) =>
      resultOf(
        used.filter((u) => u.half === which),
        bound,
      );
    const both = { fitting: half("fitting"), "held out": half("held out") };
    return { name, unit, rows: rows.length, used, dropped, bound, target, halves: both };
  });
}

function check(
  pairs: readonly Pair[],
  rules: readonly Rule[],
  figure: Figure,
): Pick<Calibration, "used" | "dropped"> {
  const rows = pairs.map((pair) => pair.row);
  const counts = new Map(rules.map((rule) => [rule, 0]));
  const used: Checked[] = [];
  for (const pair of pairs) {
    const rule = rules.find((r) => r.drops(pair.row, pair.prediction, rows));
    if (rule) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    else {
      const [measured, predicted] = figure(pair.row, pair.prediction);
      if (measured === null || predicted === null)
        throw new Error(`${pair.row.file}, line ${pair.row.line} slipped past the rules`);
      used.push({ ...pair, measured, predicted, error: (predicted - measured) / measured });
    }
  }
  const dropped = [...counts].filter(([, count]) => count > 0).map(([rule, count]) => ({ rule, count }));
  return { used, dropped };
}

function resultOf(used: readonly Checked[], bound: number): HalfResult {
  const errors = used.map((u) => Math.abs(u.error)).sort((a, b) => a - b);
  return {
    count: used.length,
    groups: new Set(used.map(({ group }) => group)).size,
    medianError: median(errors),
    within: errors.filter((e) => e <= bound).length / Math.max(1, errors.length),
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
