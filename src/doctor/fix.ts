import type { LoadedConfig } from "../config/read/types.ts";
import type { EditPlan, FileChange } from "../config/write/plan.ts";
import { newRun } from "../config/write/record.ts";
import { writePlan } from "../config/write/write.ts";
import { InterruptedError } from "../core/errors.ts";
import { type Finding, isSafe } from "../core/finding.ts";
import type { RepairReport, Report } from "../core/report.ts";
import { neutralize } from "../core/text.ts";
import { mergeChanges } from "../lint/fix.ts";
import { objection } from "../lint/objection.ts";
import { afterPlan, planRepairs, type Repair, repairOf, withoutConflicts } from "../lint/repair.ts";
import type { Outside } from "../ports/index.ts";
import { diffOf } from "../report/parts/diff.ts";
import { displayPath } from "../report/parts/paths.ts";
import type { FormatName } from "../report/registry.ts";
import { colorDiff } from "../ui/diff.ts";
import type { Prompter } from "../ui/prompts.ts";
import { type Look, stdoutStyle } from "../ui/terminal.ts";
import { runCommands, runnablesOf } from "./fix-commands.ts";
import { countsOf, doubt, found, has, keyOf, unique } from "./fix-compare.ts";
import { speaker } from "./fix-speaker.ts";
import { loadOrThrow } from "./load.ts";

export interface FixJob {
  o: Look & { dryRun: boolean; runCommands: boolean };
  outside: Outside;
  /** The format that goes to standard output. */
  toStdout: FormatName | undefined;
  config: LoadedConfig | null;
  /** Runs the whole doctor on a config, as if these changes of its files were written. */
  examine(config: LoadedConfig | null, changes?: readonly FileChange[]): Promise<Report>;
  /** Null: nobody is asked. */
  ask: Pick<Prompter, "confirm"> | null;
}

/** A fix may uncover the next fault. More rounds than this would mean an endless loop. */
const MAX_ROUNDS = 8;

/**
 * Examines and fixes: first safe edits, then commands, then edits that are a choice. Each edit is examined before it is
 * written: one that does not fix its finding or causes another one is not made. The report shows the state afterwards,
 * what was done, and a comparison with the state before.
 */
export async function fixAndExamine(job: FixJob): Promise<Report> {
  const before = await job.examine(job.config);
  const fixing = new Fixing(job, before);
  await fixing.safeEdits();
  await fixing.commands();
  await fixing.choices();
  return fixing.report();
}

/** Edits that are possible, and the config with them. */
interface Planned {
  plan: EditPlan;
  made: readonly Repair[];
  next: LoadedConfig;
}

/** Edits that an examination has shown to be good. */
interface Proven extends Planned {
  after: Report;
}

class Fixing {
  private readonly job: FixJob;
  private readonly before: Report;
  /** After --dry-run edits, the config and the report as they would be. */
  private config: LoadedConfig | null;
  private now: Report;
  /** The newest report of the files on disk. */
  private onDisk: Report;
  /** A question was answered with Ctrl-C. */
  private stopped = false;
  private readonly tried = new Set<string>();
  /** All edits are one change for `undo`. */
  private readonly author = { command: "doctor --fix", run: newRun() };
  private readonly diffs: string[] = [];
  private readonly planned: Finding[] = [];
  /** What was gone after an edit or a command. */
  private readonly gone: Finding[] = [];
  /** What --dry-run would have written so far. */
  private unwritten: FileChange[] = [];
  private readonly say: (line: string) => Promise<void>;
  private readonly told: Omit<RepairReport, "before" | "counts"> = { commands: [], notMade: [], backups: [] };

  constructor(job: FixJob, before: Report) {
    this.job = job;
    this.say = speaker(job);
    this.before = before;
    this.now = before;
    this.onDisk = before;
    this.config = job.config;
  }

  /** Makes the safe edits, all at once, until no new ones turn up. */
  async safeEdits(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; ) {
      const repairs = this.open().flatMap((finding) => repairOf(finding));
      if (this.config === null || repairs.length === 0) return;
      const proven = await this.proven(withoutConflicts(repairs));
      if (proven === null) continue;
      const what = proven.made.length === 1 ? "this change" : "these changes";
      if (!(await this.agreed(proven, `Make ${what}?`))) return;
      await this.write(proven);
      round += 1;
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
    if (!ran || outside.signal.aborted) return;
    this.goTo(await this.job.examine(this.config));
    this.onDisk = this.now;
  }

  /** Continues with the report after an edit or a command. */
  private goTo(after: Report): void {
    this.gone.push(...found(this.now).filter((finding) => !has(after, finding)));
    this.now = after;
  }

  /** Offers the other edits one by one, with the reason. A person has to decide on each. */
  async choices(): Promise<void> {
    const { ask } = this.job;
    const skip = new Set<string>();
    for (;;) {
      const finding = this.open().find((f) => !skip.has(keyOf(f)) && repairOf(f, false).length > 0);
      if (finding === undefined || this.config === null) return;
      skip.add(keyOf(finding));
      if (isSafe(finding)) continue;
      if (ask === null) {
        this.refuse(finding, "it is a choice, so a person has to make it: run --fix at a terminal");
        continue;
      }
      await this.say(`\n${finding.checkId}: ${neutralize(finding.message, 600)}`);
      if (finding.fixHint !== null) await this.say(`  ${neutralize(finding.fixHint, 400)}`);
      const tried = this.plan(repairOf(finding, false));
      const question = "This is a choice, not a plain mistake. Make this change?";
      if (tried === null || !(await this.agreed(tried, question, false))) continue;
      // a new address is asked only after consent
      const proven = await this.proven(tried.made);
      if (proven !== null) await this.write(proven);
    }
  }

  report(): Report {
    const {
      outside,
      o: { dryRun },
    } = this.job;
    const { onDisk } = this;
    const whole = onDisk.interrupted !== true && onDisk.outOfTime !== true;
    const known = whole && !outside.signal.aborted && !this.stopped;
    // a server that came up by itself is not a fix
    const fixed = dryRun ? this.planned : known ? unique(this.gone.filter((f) => !has(onDisk, f))) : [];
    const counts = dryRun || !known ? null : countsOf(this.before, onDisk, fixed.length);
    return {
      ...onDisk,
      interrupted: this.stopped || outside.signal.aborted || onDisk.interrupted,
      fixed: fixed.map(({ file, checkId, path }) => ({ file, checkId, path })),
      diff: this.diffs.join("") || undefined,
      repair: { before: this.before.summary, counts, ...this.told },
    };
  }

  /** Findings without an attempted fix. */
  private open(): Finding[] {
    if (this.job.outside.signal.aborted || this.stopped || this.now.outOfTime === true) return [];
    return found(this.now).filter((finding) => !this.tried.has(keyOf(finding)));
  }

  /** The plan of the edits that are possible in their places; null when there is nothing to change. */
  private plan(repairs: readonly Repair[]): Planned | null {
    if (this.config === null) return null;
    const { plan, made, refused } = planRepairs(this.config, repairs);
    for (const { finding, reason } of refused) this.refuse(finding, reason);
    if (plan.changed) return { plan, made, next: afterPlan(this.config, plan) };
    for (const { finding } of made) this.tried.add(keyOf(finding));
    return null;
  }

  /**
   * Examines edits before they are written. What a server shows may be a moment's trouble, so an edit against it has to
   * make a difference: with it the finding is gone, and after that, without it, the finding is there again. Of a batch
   * with a bad edit it takes the first half. Null: nothing is left of the batch.
   */
  private async proven(batch: readonly Repair[]): Promise<Proven | null> {
    const { examine, outside } = this.job;
    for (let most = batch.length; ; most = Math.ceil(most / 2)) {
      const planned = this.plan(batch.slice(0, most));
      if (planned === null) return null;
      const { made, next, plan } = planned;
      const after = await examine(next, plan.changes);
      if (outside.signal.aborted) return null;
      const reason =
        objection(made, this.now.findings, after.findings) ?? doubt(this.now, after, "with the edit");
      if (reason === null) return (await this.isThereAgain(made)) ? { ...planned, after } : null;
      if (made.length > 1) continue;
      this.refuseAll(made, reason);
      return null;
    }
  }

  /** Examines without the edits. False: a finding that a server showed is gone, so its edit is not what fixed it. */
  private async isThereAgain(made: readonly Repair[]): Promise<boolean> {
    const { examine, outside } = this.job;
    if (this.config === null || made.every(({ finding }) => finding.endpoint === null)) return true;
    const again = await examine(this.config, this.unwritten);
    if (outside.signal.aborted) return false;
    const gone = made.filter(({ finding }) => !has(again, finding));
    if (gone.length === 0) return true;
    const reason =
      doubt(this.now, again, "when it was asked again") ??
      "the fault was gone without the edit when the server was asked again";
    this.refuseAll(gone, reason);
    this.now = again;
    if (!this.job.o.dryRun) this.onDisk = again;
    return false;
  }

  /** Shows what would change, and asks. */
  private async agreed({ plan, made }: Planned, question: string, preset = true): Promise<boolean> {
    const { o, outside, ask } = this.job;
    const diff = await diffOf(plan.changes, outside.host.cwd);
    await this.say(`\n${colorDiff(diff, await stdoutStyle(o, outside)).trimEnd()}\n`);
    if (ask === null || (await this.confirm(ask, question, preset))) return !outside.signal.aborted;
    this.refuseAll(made, "declined");
    await this.say("nothing was written");
    return false;
  }

  private async write({ plan, made, next, after }: Proven): Promise<void> {
    const { o, outside } = this.job;
    for (const { finding } of made) this.tried.add(keyOf(finding));
    const backups = o.dryRun ? [] : writePlan(plan, outside, this.author).backups;
    this.diffs.push(await diffOf(plan.changes, outside.host.cwd));
    this.planned.push(...made.map((repair) => repair.finding));
    this.told.backups.push(...backups.map((one) => one.backup));
    this.goTo(after);
    if (o.dryRun) {
      this.config = next;
      this.unwritten = mergeChanges(this.unwritten, plan.changes);
      await this.say("--dry-run: nothing was written");
      return;
    }
    this.config = loadOrThrow(next.main.path, outside);
    this.onDisk = after;
    for (const { finding } of made) await this.say(`changed for ${finding.checkId}`);
    for (const { backup } of backups)
      await this.say(
        `backup: ${displayPath(backup, outside.host.cwd)} (openclaw-local restore puts it back)`,
      );
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

  private refuseAll(repairs: readonly Repair[], reason: string): void {
    for (const { finding } of repairs) this.refuse(finding, reason);
  }

  private refuse(finding: Finding, reason: string): void {
    const { checkId, path } = finding;
    this.tried.add(keyOf(finding));
    this.told.notMade.push({ checkId, path, reason: neutralize(reason, 400) });
  }
}
