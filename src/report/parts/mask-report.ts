import { type Finding, type Fix, fixOf } from "../../core/finding.ts";
import { isObject } from "../../core/json.ts";
import type { Report } from "../../core/report.ts";

/** The report without secrets. The value of an edit that contains one is hidden: masked, it would write the mask into the config. */
export function maskReport(report: Report, mask: (text: string) => string): Report {
  const findings = report.findings.map(
    (finding): Finding => ({
      ...masked(finding, mask),
      fix: finding.fix === null ? null : maskFix(finding.fix, mask),
    }),
  );
  return { ...masked(report, mask), findings };
}

function maskFix({ commands, edits, safe }: Fix, mask: (text: string) => string): Fix | null {
  return fixOf({
    commands: commands.map(mask),
    edits: edits.map((edit) => {
      const text = JSON.stringify(edit.value) ?? "";
      return mask(text) === text ? edit : { ...edit, value: undefined, hidden: true };
    }),
    safe,
  });
}

/** The same value with every text masked. Paths and other keys stay. */
function masked<T>(value: T, mask: (text: string) => string): T;
function masked(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === "string") return mask(value);
  if (Array.isArray(value)) return value.map((one) => masked(one, mask));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, KEPT.has(key) ? one : masked(one, mask)]),
  );
}

/** Places, not texts. */
const KEPT: ReadonlySet<string> = new Set(["path", "file", "docs", "checkId"]);
