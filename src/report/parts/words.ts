import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import type { Report } from "../../core/report.ts";

/** "1 error", "2 errors"; "info" and "unverified" have no plural. */
export function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 || word === "info" || word === "unverified" ? "" : "s"}`;
}

/** "1 error, 2 warnings"; what is zero is left out; "no findings" when all is. */
export function summaryText(summary: Report["summary"]): string {
  const parts = [
    summary.error > 0 ? counted(summary.error, "error") : "",
    summary.warning > 0 ? counted(summary.warning, "warning") : "",
    summary.info > 0 ? counted(summary.info, "info") : "",
    summary.unverified > 0 ? counted(summary.unverified, "unverified") : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

/** One edit in words: "set a.b = 1". Long values are cut: the edit itself is in the JSON report. */
export function editText(edit: FixEdit): string {
  const path = formatPath(edit.path);
  if (edit.op === "remove") return `remove ${path}`;
  const value = JSON.stringify(edit.value ?? null);
  const shown = value.length > 160 ? `${value.slice(0, 157)}...` : value;
  return edit.op === "append" ? `append to ${path}: ${shown}` : `set ${path} = ${shown}`;
}
