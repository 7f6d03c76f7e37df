import { CONFIG_CHECKS } from "../checks/config/registry.ts";
import { LOAD_PROBLEMS, SUPPRESSION_CHECKS } from "../checks/tool/registry.ts";
import type { CheckAbout } from "../checks/types.ts";
import { type Report, summarize } from "../core/report.ts";
import type { FormatName } from "../report/registry.ts";
import { LINT_IDS } from "./check.ts";
import { type LintJob, type LintResult, lintInputs } from "./job.ts";

/** The result of lint. */
export interface Linted extends Pick<LintResult, "sources" | "unreadable"> {
  /** The caller sets `ok`. */
  report: Report;
  /** The checks that were run. */
  checks: readonly CheckAbout[];
}

/** Makes the fixes, if any are wanted, then lints. `toStdout` is the format on standard output. */
export async function lintReport(job: LintJob, toStdout: FormatName | undefined): Promise<Linted> {
  const { o, outside } = job;
  const fixes =
    o.fix || o.fixDryRun ? await (await import("./fix-inputs.ts")).fixInputs(job, toStdout) : null;
  const result = await lintInputs(job, fixes?.fs ?? outside.fs);
  const { findings, ran, sources, unreadable } = result;
  const report: Report = {
    schemaVersion: 1,
    tool: { name: "openclaw-local", version: outside.version },
    command: "lint",
    ok: true,
    checksRun: ran.size,
    checksSkipped: LINT_IDS.length - ran.size,
    summary: summarize(findings),
    openclaw: result.openclaw,
    configs: result.configs,
    findings,
    suppressed: result.suppressed,
    ...fixes?.report,
  };
  const rules = [...SUPPRESSION_CHECKS, ...CONFIG_CHECKS].filter((rule) => ran.has(rule.id));
  return { report, checks: [...LOAD_PROBLEMS, ...rules], sources, unreadable };
}
