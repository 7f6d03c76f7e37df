import { formatBytes } from "../../core/bytes.ts";
import type { CurvePoint } from "../../fit/types.ts";
import type { Style } from "../../ui/color.ts";
import { table } from "../../ui/table.ts";

interface CurveOptions {
  style: Style;
  /** True: a table, for pipes and ASCII terminals. */
  plain: boolean;
  /** Null: unknown. */
  budgetBytes: number | null;
  /** The picked context, which is marked. */
  chosenTokens: number;
}

/** Lines of the drawing, without its axis. */
const HEIGHT = 7;
/** Width of one column and its label. */
const COLUMN = 6;
/** If the smallest value takes this share of the height, columns from 0 would all look alike. */
const ALIKE_SHARE = 0.5;
const EIGHTHS = ["", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Memory by context, as columns with a line for the budget, or as a table. Empty for fewer than two points. */
export function contextCurve(points: readonly CurvePoint[], options: CurveOptions): string[] {
  if (points.length < 2) return [];
  const sorted = [...points].sort((a, b) => a.contextTokens - b.contextTokens);
  return options.plain ? asTable(sorted, options) : asColumns(sorted, options);
}

function asTable(points: readonly CurvePoint[], options: CurveOptions): string[] {
  const rows = points.map((point) => [
    `${point.contextTokens} tokens`,
    formatBytes(point.totalBytes),
    point.fits ? "fits" : "does not fit",
    point.contextTokens === options.chosenTokens ? "picked" : "",
  ]);
  return table(rows, { indent: "  ", right: [0, 1] });
}

function asColumns(points: readonly CurvePoint[], options: CurveOptions): string[] {
  const { budgetBytes, style } = options;
  const top = Math.max(budgetBytes ?? 0, ...points.map((point) => point.totalBytes));
  const scale = { base: baseOf(points, top), top };
  const line = budgetBytes === null ? -1 : Math.min(HEIGHT - 1, Math.floor(heightOf(budgetBytes, scale)));
  const rows: string[] = [];
  for (let row = HEIGHT - 1; row >= 0; row -= 1) {
    const cells = points.map((point) => cell(point, row, row === line, scale, options));
    const label = row === line && budgetBytes !== null ? ` ${formatBytes(budgetBytes)} budget` : "";
    rows.push(`  ${cells.join("")}${style.dim(label)}`.trimEnd());
  }
  const labels = points.map((point) => {
    const text = short(point.contextTokens)
      .padStart(COLUMN - 1)
      .padEnd(COLUMN);
    return point.contextTokens === options.chosenTokens ? style.bold(text) : style.dim(text);
  });
  const last = points.at(-1);
  const [first] = points;
  const from = scale.base > 0 ? `, columns start at ${formatBytes(scale.base)}` : "";
  const range =
    first && last ? `  ${formatBytes(first.totalBytes)} to ${formatBytes(last.totalBytes)}${from}` : "";
  return [...rows, `  ${labels.join("")}`.trimEnd(), style.dim(range)];
}

interface Scale {
  base: number;
  top: number;
}

/** The base of the columns, in bytes: 0, or a third of the spread below the smallest value. */
function baseOf(points: readonly CurvePoint[], top: number): number {
  const least = Math.min(...points.map((point) => point.totalBytes));
  return least < ALIKE_SHARE * top ? 0 : Math.max(0, Math.floor(least - (top - least) / 3));
}

/** The height in lines. */
function heightOf(bytes: number, { base, top }: Scale): number {
  return top > base ? (Math.max(0, bytes - base) / (top - base)) * HEIGHT : HEIGHT;
}

/** One line of one column: a part of the column, or the line of the budget above it. */
function cell(
  point: CurvePoint,
  row: number,
  isBudget: boolean,
  scale: Scale,
  { style, chosenTokens }: CurveOptions,
): string {
  const eighths = Math.round(heightOf(point.totalBytes, scale) * 8) - row * 8;
  const sign = EIGHTHS[Math.max(0, Math.min(8, eighths))] ?? "";
  const gap = isBudget ? "─" : " ";
  if (sign === "") return style.dim(gap.repeat(COLUMN));
  const color = !point.fits ? style.red : point.contextTokens === chosenTokens ? style.green : style.blue;
  return `${style.dim(gap)}${color(sign.repeat(COLUMN - 2))}${style.dim(gap)}`;
}

/** 65536 is "64K". */
function short(tokens: number): string {
  if (tokens >= 1_048_576) return `${Math.round(tokens / 104_857.6) / 10}M`;
  return `${Math.round(tokens / 1024)}K`;
}
