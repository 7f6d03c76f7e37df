import type { FileChange } from "../config/write/plan.ts";
import { writePlan } from "../config/write/write.ts";
import { InterruptedError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import type { Report } from "../core/report.ts";
import { neutralize } from "../core/text.ts";
import type { Fs, Outside } from "../ports/index.ts";
import { diffOf } from "../report/parts/diff.ts";
import { displayPath } from "../report/parts/paths.ts";
import type { FormatName } from "../report/registry.ts";
import { colorDiff } from "../ui/diff.ts";
import { stdoutStyle } from "../ui/terminal.ts";
import { checkConfig } from "./check.ts";
import { type FixResult, fixConfig, mergeChanges } from "./fix.ts";
import { type LintJob, loadInput, optionsFor } from "./job.ts";
import { withChanges } from "./repair.ts";

/** The result of the fixes, for the lint that follows. */
export interface Fixes {
  /** The files after the fixes, also with --fix-dry-run. */
  fs: Fs;
  /** For the report. */
  report: Pick<Report, "fixed" | "diff" | "notMade">;
}

/**
 * Makes the safe fixes of all inputs, then writes them together, so that a failure changes no file. The lint that follows
 * reports unreadable files. `toStdout` is the format on standard output.
 */
export async function fixInputs(job: LintJob, toStdout: FormatName | undefined): Promise<Fixes> {
  const { outside } = job;
  let changes: FileChange[] = [];
  const fixed: Finding[] = [];
  const refused: FixResult["refused"] = [];
  for (const input of job.inputs) {
    // Two configs may include the same file: the second one sees the changes of the first.
    const loaded = loadInput(input, job, withChanges(outside.fs, changes));
    if (!loaded.ok) continue;
    const options = await optionsFor(input, loaded.config, job);
    const result = await fixConfig(
      loaded.config,
      async (config) => (await checkConfig(config, options)).findings,
    );
    changes = mergeChanges(changes, result.changes);
    fixed.push(...result.fixed);
    refused.push(...result.refused);
  }
  return settle({ changes, fixed, refused }, job, toStdout);
}

/** Writes the changes (or only shows them), and prints the outcome of each fix. */
async function settle(
  { changes, fixed, refused }: Pick<FixResult, "changes" | "fixed" | "refused">,
  { o, outside }: LintJob,
  toStdout: FormatName | undefined,
): Promise<Fixes> {
  const { cwd } = outside.host;
  const dryRun = o.fixDryRun;
  const diff = dryRun ? await diffOf(changes, cwd) : "";
  if (outside.signal.aborted) throw new InterruptedError();
  const plan = { changes, changed: changes.length > 0 };
  const backups = dryRun ? [] : writePlan(plan, outside, { command: "lint --fix" }).backups;
  const notes = [
    ...fixed.map((finding) => `${dryRun ? "would fix" : "fixed"} ${label(finding, cwd)}`),
    ...refused.map(({ finding, reason }) => `not fixed ${label(finding, cwd)}: ${neutralize(reason)}`),
    ...backups.map(({ backup }) => `backup: ${displayPath(backup, cwd)}`),
    ...(dryRun ? ["--fix-dry-run: nothing was written"] : []),
  ];
  const shownDiff =
    diff !== "" && toStdout === "pretty" ? colorDiff(diff, await stdoutStyle(o, outside)) : diff;
  await print([...(diff === "" ? [] : [shownDiff]), ...(o.quiet ? [] : notes)], toStdout, outside);
  return {
    fs: withChanges(outside.fs, changes),
    report: {
      fixed: fixed.map(({ file, checkId, path }) => ({ file, checkId, path })),
      diff: dryRun ? diff : undefined,
      notMade: refused.map(({ finding: { checkId, path }, reason }) => ({
        ...{ checkId, path },
        reason: neutralize(reason, 400),
      })),
    },
  };
}

function label({ file, checkId, path }: Finding, cwd: string): string {
  const where = path === null ? "" : ` (${neutralize(formatPath(path))})`;
  return `${neutralize(displayPath(file ?? "", cwd))}: ${checkId}${where}`;
}

/** Prints to stdout with the format for people, to stderr with others, and nothing with JSON, which contains it. */
async function print(
  lines: readonly string[],
  toStdout: FormatName | undefined,
  outside: Outside,
): Promise<void> {
  if (lines.length === 0) return;
  const text = `${lines.join("\n")}\n`;
  if (toStdout === "pretty") await outside.stdout(`${text}\n`);
  else if (toStdout !== "json") outside.stderr(text);
}
