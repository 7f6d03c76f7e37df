import type { Catalog } from "../../../src/fit/catalog.ts";
import { type Prediction, predict } from "./predict.ts";
import { parseRows, type Row } from "./rows.ts";
import { MEMORY_RULES, type Rule, SPEED_RULES } from "./rules.ts";

export interface Checked {
  row: Row;
  prediction: Prediction;
  measured: number;
  predicted: number;
  /** (predicted - measured) / measured. */
  error: number;
}

export interface Calibration {
  rows: number;
  used: Checked[];
  dropped: { rule: Rule; count: number }[];
  medianError: number;
  /** Share of the used rows within `bound`. */
  within: number;
  bound: number;
}

/** Largest share that memory and speed may be off, as the project asks. */
const MEMORY_BOUND = 0.15;
const SPEED_BOUND = 0.3;

/** Predicts every row that states enough, and says which rule dropped each of the others. */
export function calibrate(csv: string, catalog: Catalog): { memory: Calibration; speed: Calibration } {
  const rows = parseRows(csv);
  const pairs = rows.map((row) => ({ row, prediction: predict(row, catalog) }));
  return {
    memory: check(pairs, MEMORY_RULES, MEMORY_BOUND, ({ row, prediction }) => [
      row.peakGiB,
      prediction.peakGiB,
    ]),
    speed: check(pairs, SPEED_RULES, SPEED_BOUND, ({ row, prediction }) => [
      row.tokensPerSecond,
      prediction.tokensPerSecond,
    ]),
  };
}

type Pair = { row: Row; prediction: Prediction };

function check(
  pairs: readonly Pair[],
  rules: readonly Rule[],
  bound: number,
  read: (pair: Pair) => [measured: number | null, predicted: number | null],
): Calibration {
  const rows = pairs.map((pair) => pair.row);
  const counts = new Map(rules.map((rule) => [rule, 0]));
  const used: Checked[] = [];
  for (const pair of pairs) {
    const rule = rules.find((r) => r.drops(pair.row, pair.prediction, rows));
    if (rule) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    else {
      const [measured, predicted] = read(pair);
      if (measured === null || predicted === null)
        throw new Error(`line ${pair.row.line} slipped past the rules`);
      used.push({ ...pair, measured, predicted, error: (predicted - measured) / measured });
    }
  }
  const errors = used.map((u) => Math.abs(u.error)).sort((a, b) => a - b);
  return {
    rows: rows.length,
    used,
    dropped: [...counts].filter(([, count]) => count > 0).map(([rule, count]) => ({ rule, count })),
    medianError: median(errors),
    within: errors.filter((e) => e <= bound).length / Math.max(1, errors.length),
    bound,
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
