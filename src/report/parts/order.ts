import type { Finding, Severity } from "../../core/finding.ts";

/** The severity of a finding in the output, or "unverified". */
export type Level = Severity | "unverified";

export function levelOf(finding: Finding): Level {
  return finding.status === "unverified" ? "unverified" : finding.severity;
}

const RANK: Record<Level, number> = { error: 3, warning: 2, unverified: 1, info: 0 };

/** Worst first; unverified findings come after errors and warnings. */
export function bySeverity(a: Finding, b: Finding): number {
  return RANK[levelOf(b)] - RANK[levelOf(a)];
}

function byPlace(a: Finding, b: Finding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** Findings about one file, endpoint or target. */
export interface FindingGroup {
  heading: string;
  /** True when the heading is a file name. */
  isFile: boolean;
  findings: Finding[];
}

/** Groups findings: first by file, sorted by line; then those without a file by endpoint or target, worst first. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const files = new Map<string, FindingGroup>();
  const others = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const heading = finding.file ?? finding.endpoint ?? finding.target ?? "";
    const groups = finding.file === null ? others : files;
    const group = groups.get(heading) ?? { heading, isFile: finding.file !== null, findings: [] };
    group.findings.push(finding);
    groups.set(heading, group);
  }
  for (const group of files.values()) group.findings.sort(byPlace);
  for (const group of others.values()) group.findings.sort(bySeverity);
  return [...files.values(), ...others.values()];
}
