import type stringWidth from "string-width";

const ANSI = /\u001b\[[0-9;]*m/g;
/** Printable ASCII, Latin letters and the symbols of our reports: one column each in every terminal. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2100-\u22ff\u2500-\u25fc\u26a0\u2713-\u2718]*$/;

let measure: typeof stringWidth | null = null;

/** The columns that a text takes in a terminal, without color codes. */
export function displayWidth(text: string): number {
  const plain = text.replace(ANSI, "");
  if (NARROW.test(plain)) return plain.length;
  measure ??= loadMeasure();
  return measure(plain);
}

/** Needed only for other scripts and emoji: loading it takes as long as a lint. */
function loadMeasure(): typeof stringWidth {
  const { createRequire } = process.getBuiltinModule("node:module");
  return createRequire(`${import.meta.dirname}/`)("string-width").default;
}

/** Pads a text with spaces to `width` columns. */
export function padTo(text: string, width: number, align: "left" | "right" = "left"): string {
  const blanks = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}
