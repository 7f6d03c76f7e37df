import { displayWidth, padTo } from "./width.ts";

export interface TableOptions {
  /** Blanks between two columns; default 2. */
  gap?: number;
  /** Put before each line. */
  indent?: string;
  /** Columns (from 0) that are set flush right. */
  right?: readonly number[];
}

/** Rows as lines with columns of equal display width; no trailing blanks. Cells may be coloured. */
export function table(rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell));
    });
  }
  const gap = " ".repeat(options.gap ?? 2);
  return rows.map((row) => {
    const cells = row.map((cell, i) =>
      padTo(cell, widths[i] ?? 0, options.right?.includes(i) === true ? "right" : "left"),
    );
    return `${options.indent ?? ""}${cells.join(gap)}`.trimEnd();
  });
}
