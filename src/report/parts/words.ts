import type { Finding, FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import type { RepairReport, Report } from "../../core/report.ts";
import { tokens } from "../../core/words.ts";
import type { ModelPick } from "../../fit/types.ts";

/** "1 error", "2 errors"; "info" and "unverified" have no plural. */
export function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 || word === "info" || word === "unverified" ? "" : "s"}`;
}

/** "1 error, 2 warnings" without zero counts; "no findings" if all are zero. */
export function summaryText(summary: Report["summary"]): string {
  const parts = (["error", "warning", "info", "unverified"] as const)
    .filter((level) => summary[level] > 0)
    .map((level) => counted(summary[level], level));
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

/** The state before --fix, and what changed. */
export function repairText({ before, counts }: RepairReport): string {
  const result =
    counts === null
      ? "the result was not checked"
      : `fixed ${counts.fixed}, still there ${counts.remaining}, new ${counts.new}`;
  return `${summaryText(before)}; ${result}`;
}

/** What was read or measured: "configured 196608; source GET /api/v1/models". */
export function evidenceText({ evidence }: Finding): string {
  return Object.entries(evidence)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("; ");
}

/** A number of tokens, or "unknown". */
export function figure(n: number | null): string {
  return n === null ? "unknown" : tokens(n);
}

/** "20 to 37 tokens a second"; "" if unknown. */
export function pace({ decodeTokensPerSecond: speed }: Pick<ModelPick, "decodeTokensPerSecond">): string {
  return speed === null ? "" : `${Math.round(speed.low)} to ${Math.round(speed.high)} tokens a second`;
}

/** One edit in words: "set a.b = 1". Long values are shortened; the JSON report has the full edit. */
export function editText(edit: FixEdit): string {
  const path = formatPath(edit.path);
  if (edit.op === "remove") return `remove ${path}`;
  const value = edit.hidden === true ? "(the value that is moved)" : JSON.stringify(edit.value ?? null);
  const shown = value.length > 160 ? `${value.slice(0, 157)}...` : value;
  return edit.op === "append" ? `append to ${path}: ${shown}` : `set ${path} = ${shown}`;
}
