import type { Finding } from "../core/finding.ts";
import type { Report, ReportContext } from "../core/report.ts";
import { displayPath } from "./parts/paths.ts";
import { lineStart, oneLine } from "./parts/safe.ts";

/** One line per finding, for editors, grep and assistants: `file:line:col: severity: message [id]`. */
export function compact(report: Report, context: ReportContext): string {
  return report.findings.map((f) => `${line(f, context.cwd)}\n`).join("");
}

function line(finding: Finding, cwd: string): string {
  const unverified = finding.status === "unverified" ? "unverified: " : "";
  return `${lineStart(place(finding, cwd))}: ${finding.severity}: ${unverified}${oneLine(finding.message)} [${finding.checkId}]`;
}

/** Angle brackets mark what is not a file, as in `<stdin>`. A finding without a place is at the start of its file. */
function place(finding: Finding, cwd: string): string {
  if (finding.file === null) {
    return `<${finding.target ?? finding.endpoint ?? "openclaw-local"}>`;
  }
  return `${displayPath(finding.file, cwd)}:${finding.line ?? 1}:${finding.column ?? 1}`;
}
