import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import {
  type EndpointReport,
  type RepairReport,
  type Report,
  VERDICTS,
  type Verdict,
} from "../core/report.ts";
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

/** How many findings were fixed, are still there, and are new. */
export function countsOf(before: Report, after: Report, fixed: number): RepairReport["counts"] {
  const remaining = found(before).filter((finding) => has(after, finding)).length;
  return { fixed, remaining, new: found(after).filter((finding) => !has(before, finding)).length };
}

/**
 * Why another examination proves nothing: something could be examined before and cannot now, or another host was asked
 * and has other models. `when` is how it differs from the first.
 */
export function doubt(before: Report, after: Report, when: string): string | null {
  for (const old of before.endpoints ?? []) {
    const now = after.endpoints?.find((one) =>
      old.provider === null ? one.baseUrl === old.baseUrl : one.provider === old.provider,
    );
    const name = neutralize(old.provider ?? old.baseUrl);
    if (now === undefined) return `${when}, ${name} was no local provider`;
    const lost = VERDICTS.find((stage, i) => isKnown(old.verdicts[stage]) && isCutOff(now.verdicts, i));
    if (lost !== undefined) return `${when}, "${lost}" of ${name} could not be examined`;
    if (hostOf(old.baseUrl) !== hostOf(now.baseUrl) && now.verdicts.listed === "fail")
      return `${hostOf(now.baseUrl)} does not have the models of ${name}`;
  }
  return null;
}

function isKnown(verdict: Verdict): boolean {
  return verdict !== "skip" && verdict !== "unverified";
}

/** True when a stage was not examined for want of an answer. Without --deep, the last two are always skipped. */
function isCutOff(verdicts: EndpointReport["verdicts"], index: number): boolean {
  const [verdict, ...earlier] = VERDICTS.slice(0, index + 1)
    .map((stage) => verdicts[stage])
    .reverse();
  return verdict === "unverified" || (verdict === "skip" && earlier.includes("fail"));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : neutralize(url);
}

/** The findings without repetitions. */
export function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}
