import { formatBytes } from "../../core/bytes.ts";
import type { ModelPick } from "../../fit/types.ts";
import type { Style } from "../../ui/color.ts";
import { displayWidth } from "../../ui/width.ts";

/** The parts of the used memory and the budget, in bytes. */
interface MemoryUse {
  weights: number;
  kv: number;
  /** Recurrent state of linear attention; 0 for other models. */
  state: number;
  /** Compute and fixed memory. */
  overhead: number;
  budget: number;
}

interface BarOptions {
  style: Style;
  ascii: boolean;
  /** True: only the sizes, without a bar, for pipes. */
  plain?: boolean | undefined;
  /** Columns of the bar. Default 40. */
  width?: number | undefined;
  /** Columns at which the legend is wrapped. Default: no limit. */
  columns?: number | undefined;
}

const DEFAULT_WIDTH = 40;

/**
 * A bar of weights, KV cache, state, overhead and free memory, and below it the legend with the sizes. Each part has its own
 * symbol, so that color is not needed, and at least one column.
 * @internal
 */
export function memoryBar(use: MemoryUse, options: BarOptions): string {
  const { style, ascii } = options;
  const width = options.width ?? DEFAULT_WIDTH;
  const used = use.weights + use.kv + use.state + use.overhead;
  const parts = [
    { label: "weights", bytes: use.weights, sign: ascii ? "#" : "█", color: style.blue },
    { label: "KV cache", bytes: use.kv, sign: ascii ? "=" : "▓", color: style.cyan },
    ...(use.state > 0
      ? [{ label: "state", bytes: use.state, sign: ascii ? "%" : "▚", color: style.cyan }]
      : []),
    { label: "overhead", bytes: use.overhead, sign: ascii ? "+" : "▒", color: style.yellow },
    { label: "free", bytes: Math.max(0, use.budget - used), sign: ascii ? "." : "░", color: style.dim },
  ];
  const columns = share(
    parts.map((part) => part.bytes),
    width,
  );
  const bar = parts.map((part, i) => part.color(part.sign.repeat(columns[i] ?? 0))).join("");
  const over = used > use.budget ? `${formatBytes(used - use.budget)} too much` : "";
  if (options.plain) {
    const sizes = parts.map((part) => `${part.label} ${formatBytes(part.bytes)}`);
    return [...sizes, ...(over === "" ? [] : [over])].join(", ");
  }
  const legend = parts.map((part) => `${part.color(part.sign)} ${part.label} ${formatBytes(part.bytes)}`);
  const lines = inLines(legend, options.columns ?? Number.POSITIVE_INFINITY);
  return [`[${bar}]${over === "" ? "" : `  ${style.red(over)}`}`, ...lines].join("\n");
}

/** The bar of a model's memory, full without a budget. `width` is that of the terminal. */
export function needBar(
  { weights, kv, state, compute, fixed, total }: ModelPick["needBytes"],
  budgetBytes: number | null,
  { style, ascii, plain = true, width }: Omit<BarOptions, "columns">,
): string[] {
  const use = { weights, kv, state, overhead: compute + fixed, budget: budgetBytes ?? total };
  return memoryBar(use, { style, ascii, plain, columns: width }).split("\n");
}

/** Items, separated by two spaces, in lines of at most `columns`. */
function inLines(items: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = last === undefined ? item : `${last}  ${item}`;
    if (last !== undefined && displayWidth(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines;
}

/** Divides `width` columns by largest remainder, with at least one for each amount above 0. */
function share(amounts: readonly number[], width: number): number[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (total <= 0) return amounts.map(() => 0);
  const exact = amounts.map((amount) => (amount / total) * width);
  const columns = exact.map((value, i) => ((amounts[i] ?? 0) > 0 ? Math.max(1, Math.floor(value)) : 0));
  let left = width - columns.reduce((sum, value) => sum + value, 0);
  const gap = (i: number) => (exact[i] ?? 0) - (columns[i] ?? 0);
  for (; left !== 0; left -= Math.sign(left)) {
    const order = [...columns.keys()].filter(
      (i) => (amounts[i] ?? 0) > 0 && (left > 0 || (columns[i] ?? 0) > 1),
    );
    const at = order.sort((a, b) => (left > 0 ? gap(b) - gap(a) : gap(a) - gap(b)))[0];
    if (at === undefined) break;
    columns[at] = (columns[at] ?? 0) + Math.sign(left);
  }
  return columns;
}
