import { atLeast, type Finding, type Severity } from "./finding.ts";

/** The limits above which the exit status is 1. */
export interface Gate {
  /** Default: error. */
  severityMin?: Severity | undefined;
  maxWarnings?: number | undefined;
}

/** True when the findings exceed the limits. */
export function failsGate(
  findings: readonly Finding[],
  { severityMin = "error", maxWarnings }: Gate,
): boolean {
  if (findings.some((f) => atLeast(f.severity, severityMin))) return true;
  const warnings = findings.filter((f) => f.severity === "warning" && f.status === "found").length;
  return maxWarnings !== undefined && warnings > maxWarnings;
}
