import type { LoadedConfig } from "../config/read/types.ts";
import { writePlan } from "../config/write/write.ts";
import { InterruptedError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import type { RepairReport, Report } from "../core/report.ts";
import { neutralize } from "../core/text.ts";
import { planRepairs, type Repair, repairOf, withoutConflicts } from "../lint/repair.ts";
import type { Outside } from "../ports/index.ts";
import { diffOf } from "../report/parts/diff.ts";
import { displayPath } from "../report/parts/paths.ts";
import type { FormatName } from "../report/registry.ts";
import { colorDiff } from "../ui/diff.ts";
import type { Prompter } from "../ui/prompts.ts";
import { type Look, stdoutStyle } from "../ui/terminal.ts";
import { runCommands, runnablesOf } from "./fix-commands.ts";
import { loadOrThrow } from "./load.ts";

export interface FixJob {
  o: Look & { dryRun: boolean; runCommands: boolean };
  outside: Outside;
  /** The format that goes to standard output. */
  toStdout: FormatName | undefined;
  config: LoadedConfig | null;
  /** Runs the whole doctor on the config as it is on disk. */
  examine(config: LoadedConfig | null): Promise<Report>;
  /** Null: nobody is asked. */
  ask: Pick<Prompter, "confirm"> | null;
}

/** A fix may uncover the next fault. More rounds than this would mean an endless loop. */
const MAX_ROUNDS = 8;

/**
 * Examines, fixes and examines again: first safe edits, then commands, then edits that are a choice. The report shows the
 * state afterwards, what was done, and a comparison with the state before.
 */
export async function fixAndExamine(job: FixJob): Promise<Report> {
  const before = await job.examine(job.config);
  const fixing = new Fixing(job, before);
  await fixing.safeEdits();
  await fixing.commands();
  await fixing.choices();
  return fixing.report();
}

class Fixing {
  private readonly job: FixJob;
  private readonly before: Report;
  private config: LoadedConfig | null;
  private now: Report;
  /** A question was answered with Ctrl-C. */
  private stopped = false;
  private readonly tried = new Set<string>();
  private readonly diffs: string[] = [];
  private readonly planned: Finding[] = [];
  private readonly told: Omit<RepairReport, "before" | "counts"> = { commands: [], notMade: [], backups: [] };

  constructor(job: FixJob, before: Report) {
    this.job = job;
    this.before = before;
    this.now = before;
    this.config = job.config;
  }

  /** Makes the edits that cannot contradict what the user meant, all at once, until no new ones turn up. */
  async safeEdits(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const repairs = this.open().flatMap((finding) => repairOf(finding));
      if (this.config === null || repairs.length === 0) return;
      const batch = withoutConflicts(repairs);
      if (!(await this.make(batch, batch.length === 1 ? "Make this change?" : "Make these changes?"))) return;
    }
  }

  /** Runs commands of a short list of programs, asking before each. The others are only printed. */
  async commands(): Promise<void> {
    const { o, outside, ask } = this.job;
    const agreed = o.runCommands && !o.dryRun;
    let ran = false;
    for (const finding of this.open()) {
      const runnables = runnablesOf(finding, outside);
      if (runnables === null || (!agreed && ask === null)) {
        for (const command of finding.fix?.commands ?? [])
          this.told.commands.push({ command, outcome: "printed", detail: null });
        continue;
      }
      const consent = agreed ? async () => true : (one: Finding, text: string) => this.askCommand(one, text);
      const told = await runCommands(finding, runnables, consent, outside, o);
      this.told.commands.push(...told);
      ran ||= told.some((one) => one.outcome === "ran" || one.outcome === "failed");
      for (const { command, outcome, detail } of told)
        await this.say(`${outcome}: ${neutralize(command, 400)}${detail === null ? "" : ` (${detail})`}`);
    }
    if (ran && !outside.signal.aborted) this.now = await this.job.examine(this.config);
  }

  /** Offers the other edits one by one, with the reason. A person has to decide on each. */
  async choices(): Promise<void> {
    const { ask } = this.job;
    const skip = new Set<string>();
    for (;;) {
      const finding = this.open().find((f) => !skip.has(keyOf(f)) && repairOf(f, false).length > 0);
      if (finding === undefined || this.config === null) return;
      skip.add(keyOf(finding));
      if (finding.fix?.safe === true) continue;
      if (ask === null) {
        this.refuse(finding, "it is a choice, so a person has to make it: run --fix at a terminal");
        continue;
      }
      await this.say(`\n${finding.checkId}: ${neutralize(finding.message, 600)}`);
      if (finding.fixHint !== null) await this.say(`  ${neutralize(finding.fixHint, 400)}`);
      await this.make(
        repairOf(finding, false),
        "This is a choice, not a plain mistake. Make this change?",
        false,
      );
    }
  }

  report(): Report {
    const {
      outside,
      o: { dryRun },
    } = this.job;
    const whole = this.now.interrupted !== true && this.now.outOfTime !== true;
    const known = whole && !outside.signal.aborted && !this.stopped;
    const acted = this.planned.length > 0 || this.told.commands.some((one) => one.outcome === "ran");
    // a server that came up by itself is not a fix
    const all = acted ? this.planned.concat(found(this.before)) : [];
    const gone = all.filter((finding) => !has(this.now, finding));
    const fixed = dryRun ? this.planned : known ? unique(gone) : [];
    const remaining = found(this.before).filter((f) => has(this.now, f)).length;
    const added = found(this.now).filter((f) => !has(this.before, f)).length;
    const counts = { fixed: fixed.length, remaining, new: added };
    return {
      ...this.now,
      interrupted: this.stopped || outside.signal.aborted || this.now.interrupted,
      fixed: fixed.map(({ file, checkId, path }) => ({ file, checkId, path })),
      diff: this.diffs.join("") || undefined,
      repair: { before: this.before.summary, counts: dryRun || !known ? null : counts, ...this.told },
    };
  }

  /** Findings without an attempted fix. */
  private open(): Finding[] {
    if (this.job.outside.signal.aborted || this.stopped || this.now.outOfTime === true) return [];
    return found(this.now).filter((finding) => !this.tried.has(keyOf(finding)));
  }

  /** Shows, asks, writes and examines again; false when nothing was written. */
  private async make(repairs: readonly Repair[], question: string, preset = true): Promise<boolean> {
    const { o, outside, ask } = this.job;
    if (this.config === null) return false;
    for (const { finding } of repairs) this.tried.add(keyOf(finding));
    const { plan, made, refused } = planRepairs(this.config, repairs);
    for (const { finding, reason } of refused) this.refuse(finding, reason);
    const diff = await diffOf(plan.changes, outside.host.cwd);
    if (!plan.changed) return false;
    await this.say(`\n${colorDiff(diff, await stdoutStyle(o, outside)).trimEnd()}\n`);
    if (o.dryRun) {
      this.diffs.push(diff);
      this.planned.push(...made.map((repair) => repair.finding));
      await this.say("--dry-run: nothing was written");
      return false;
    }
    if (ask !== null && !(await this.confirm(ask, question, preset))) {
      for (const { finding } of made) this.refuse(finding, "declined");
      await this.say("nothing was written");
      return false;
    }
    if (outside.signal.aborted) return false;
    const { backups } = writePlan(plan, outside);
    this.diffs.push(diff);
    this.planned.push(...made.map((repair) => repair.finding));
    this.told.backups.push(...backups.map((one) => one.backup));
    for (const { finding } of made) await this.say(`changed for ${finding.checkId}`);
    for (const { backup } of backups)
      await this.say(
        `backup: ${displayPath(backup, outside.host.cwd)} (openclaw-local restore puts it back)`,
      );
    this.config = loadOrThrow(this.config.main.path, outside);
    this.now = await this.job.examine(this.config);
    return true;
  }

  private async askCommand(finding: Finding, command: string): Promise<boolean> {
    const { ask } = this.job;
    await this.say(`\n${finding.checkId}: ${neutralize(finding.message, 600)}`);
    return ask === null ? false : this.confirm(ask, `Run this? ${neutralize(command, 400)}`, false);
  }

  /** Ctrl-C at a question declines this and all later changes. The report still follows. */
  private async confirm(ask: Pick<Prompter, "confirm">, message: string, preset: boolean): Promise<boolean> {
    try {
      return await ask.confirm(message, preset);
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      this.stopped = true;
      return false;
    }
  }

  private refuse({ checkId, path }: Finding, reason: string): void {
    this.told.notMade.push({ checkId, path, reason: neutralize(reason, 400) });
  }

  /** For people: on stdout before the report, or on stderr next to a machine-readable format. JSON has it already. */
  private async say(line: string): Promise<void> {
    const { o, toStdout, outside, ask } = this.job;
    // the diff is the result of a dry run
    if (o.quiet && ask === null && !o.dryRun) return;
    if (toStdout === "pretty" && ask === null) await outside.stdout(`${line}\n`);
    else if (toStdout !== "json" || ask !== null) outside.stderr(`${line}\n`);
  }
}

function found(report: Report): Finding[] {
  return report.findings.filter((finding) => finding.status === "found");
}

function has(report: Report, finding: Finding): boolean {
  return found(report).some((other) => keyOf(other) === keyOf(finding));
}

/** Identifies a fault before and after a fix. Its message may change, and its endpoint when it has a target. */
function keyOf({ checkId, target, endpoint, path }: Finding): string {
  return `${checkId} ${target ?? endpoint ?? ""} ${formatPath(path ?? [])}`;
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}
