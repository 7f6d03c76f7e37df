import type { FileChange } from "../../config/write/plan.ts";
import { writePlan } from "../../config/write/write.ts";
import { InterruptedError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import type { Report } from "../../core/report.ts";
import { neutralize } from "../../core/text.ts";
import { checkConfig } from "../../lint/check.ts";
import { type FixResult, fixConfig, mergeChanges } from "../../lint/fix.ts";
import type { Fs, Outside } from "../../ports/index.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { colorDiff } from "../../ui/diff.ts";
import { diffOf } from "../shared/diff.ts";
import { type FormatTarget, flagOption, type RawOptions } from "../shared/options.ts";
import { stdoutStyle } from "../shared/style.ts";
import { type LintJob, loadInput, optionsFor } from "./job.ts";

/** What the fixes leave for the lint that comes after them. */
export interface Fixes {
  /** The files as they are (under --fix-dry-run: would be) now. */
  fs: Fs;
  /** Goes into the report. */
  report: Pick<Report, "fixed" | "diff">;
}

/**
 * Makes the safe fixes of all inputs, then writes them at once, so that a failure changes no file. What cannot be read
 * is left to the lint that follows.
 */
export async function fixInputs(job: LintJob, targets: readonly FormatTarget[]): Promise<Fixes> {
  const { outside } = job;
  let changes: FileChange[] = [];
  const fixed: Finding[] = [];
  const refused: FixResult["refused"] = [];
  for (const input of job.inputs) {
    // Two configs may include the same file: the second sees what the first made of it.
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
  return settle({ changes, fixed, refused }, job, targets);
}

/** Writes (or only shows) the changes, and says what became of each fix. */
async function settle(
  { changes, fixed, refused }: Pick<FixResult, "changes" | "fixed" | "refused">,
  { raw, outside }: LintJob,
  targets: readonly FormatTarget[],
): Promise<Fixes> {
  const dryRun = flagOption(raw, "fixDryRun");
  const diff = dryRun ? await diffOf(changes, outside) : null;
  if (outside.signal.aborted) throw new InterruptedError();
  const plan = { changes, changed: changes.length > 0 };
  const backups = dryRun ? [] : writePlan(plan, outside).backups;
  const notes = [
    ...fixed.map((finding) => `${dryRun ? "would fix" : "fixed"} ${label(finding, outside)}`),
    ...refused.map(({ finding, reason }) => `not fixed ${label(finding, outside)}: ${neutralize(reason)}`),
    ...backups.map(({ backup }) => `backup: ${displayPath(backup, outside.host.cwd)}`),
    ...(dryRun ? ["--fix-dry-run: nothing was written"] : []),
  ];
  const shownDiff = diff === null ? [] : await diffLines(diff, raw, outside, targets);
  await tell([...shownDiff, ...(flagOption(raw, "quiet") ? [] : notes)], targets, outside);
  return {
    fs: withChanges(outside.fs, changes),
    report: {
      fixed: fixed.map(({ file, checkId, path }) => ({
        file: displayPath(file ?? "", outside.host.cwd),
        checkId,
        path,
      })),
      ...(diff === null ? {} : { diff }),
    },
  };
}

/** The file system with texts that are not written yet (or that a dry run never writes). */
function withChanges(fs: Fs, changes: readonly FileChange[]): Fs {
  const texts = new Map(changes.map((change) => [change.path, new TextEncoder().encode(change.after)]));
  return { ...fs, readFile: (path) => texts.get(path) ?? fs.readFile(path) };
}

async function diffLines(
  diff: string,
  raw: RawOptions,
  outside: Outside,
  targets: readonly FormatTarget[],
): Promise<string[]> {
  if (diff === "") return [];
  return [prettyOnStdout(targets) ? colorDiff(diff, await stdoutStyle(raw, outside)) : diff];
}

function label({ file, checkId, path }: Finding, outside: Outside): string {
  const where = path === null ? "" : ` (${neutralize(formatPath(path))})`;
  return `${neutralize(displayPath(file ?? "", outside.host.cwd))}: ${checkId}${where}`;
}

function prettyOnStdout(targets: readonly FormatTarget[]): boolean {
  return targets.some((target) => target.name === "pretty" && target.file === null);
}

/** For people on stdout; beside a format for programs on stderr, and not at all beside JSON, which says it itself. */
async function tell(
  lines: readonly string[],
  targets: readonly FormatTarget[],
  outside: Outside,
): Promise<void> {
  if (lines.length === 0) return;
  const text = `${lines.join("\n")}\n`;
  if (prettyOnStdout(targets)) await outside.stdout(`${text}\n`);
  else if (!targets.some((target) => target.name === "json" && target.file === null)) outside.stderr(text);
}
