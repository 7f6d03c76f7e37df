import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import { type Report, VERDICTS, type Verdict } from "../core/report.ts";
import { neutralize } from "../core/text.ts";

/** The findings of a report without those that are unverified. */
export function found(report: Report): Finding[] {
  return report.findings.filter((finding) => finding.status === "found");
}

/** True when a report has this finding, as `keyOf` identifies it. */
export function has(report: Report, finding: Finding): boolean {
  return found(report).some((other) => keyOf(other) === keyOf(finding));
}

/** Identifies a fault before and after a fix. Its message may change, and its endpoint when it has a target. */
export function keyOf({ checkId, target, endpoint, path }: Finding): string {
  return `${checkId} ${target ?? endpoint ?? ""} ${formatPath(path ?? [])}`;
}

/** Why the examination with an edit proves nothing: something could be examined before, and could not with it. */
export function lostSight(before: Report, after: Report): string | null {
  const isOpen = (verdict: Verdict) => verdict === "skip" || verdict === "unverified";
  for (const old of before.endpoints ?? []) {
    const now = after.endpoints?.find((one) =>
      old.provider === null ? one.baseUrl === old.baseUrl : one.provider === old.provider,
    );
    const lost = VERDICTS.find(
      (name) => !isOpen(old.verdicts[name]) && isOpen(now?.verdicts[name] ?? "skip"),
    );
    if (lost !== undefined)
      return `with the edit, "${lost}" of ${neutralize(old.provider ?? old.baseUrl)} could not be examined`;
  }
  return null;
}

/** The findings without repetitions. */
export function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}
