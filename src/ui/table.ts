import { displayWidth, padTo } from "./width.ts";

export interface TableOptions {
  /** Spaces between two columns; default 2. */
  gap?: number;
  indent?: string;
  /** Indexes of the columns that are aligned right. */
  right?: readonly number[];
}

/** Lays out rows in aligned columns, without trailing spaces. Cells may be colored. */
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
