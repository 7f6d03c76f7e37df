import type stringWidth from "string-width";

const ANSI = /\u001b\[[0-9;]*m/g;
/** Printable ASCII, Latin letters and what reports draw with: a column each, in every terminal. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2100-\u22ff\u2500-\u25fc\u26a0\u2713-\u2718]*$/;

let measure: typeof stringWidth | null = null;

/** Columns that a text takes in a terminal; color codes take none. */
export function displayWidth(text: string): number {
  const plain = text.replace(ANSI, "");
  if (NARROW.test(plain)) return plain.length;
  measure ??= loadMeasure();
  return measure(plain);
}

/** Loaded for other scripts and emoji only: it takes as long to load as lint takes to run. */
function loadMeasure(): typeof stringWidth {
  const { createRequire } = process.getBuiltinModule("node:module");
  return createRequire(`${import.meta.dirname}/`)("string-width").default;
}

/** Fills with blanks up to `width` columns. */
export function padTo(text: string, width: number, align: "left" | "right" = "left"): string {
  const blanks = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}
