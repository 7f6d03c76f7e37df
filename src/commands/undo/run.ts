import { planUndo, type Undo } from "../../config/write/undo.ts";
import { checkPlan, type WriteResult, writePlan } from "../../config/write/write.ts";
import { InterruptedError, UserError } from "../../core/errors.ts";
import { commandLine } from "../../core/shell.ts";
import { configLocation } from "../../openclaw/config-path.ts";
import type { Outside } from "../../ports/index.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { colorDiff } from "../../ui/diff.ts";
import { stdoutStyle } from "../../ui/terminal.ts";
import { prompterFor } from "../shared/ask.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import { shownDiff } from "../shared/show-change.ts";
import type { undo } from "./spec.ts";

/** The JSON output. */
interface UndoDocument {
  schemaVersion: 1;
  ok: boolean;
  configPath: string;
  /** The change that is taken back; null when there is none that can be. */
  undone: { command: string; at: string; files: string[] } | null;
  /** True when the config itself was removed. */
  removed: boolean;
  changed: boolean;
  /** Of the config, or else of the first file. */
  backupPath: string | null;
  diff: string;
  dryRun: boolean;
  error: { message: string; hint: string | null } | null;
}

/** Takes back the last change of this tool, after a backup of what is there. Under --json prints one document, also on failure. */
export const run: Run<typeof undo> = async (o, _args, outside) => {
  const configPath = configLocation(o.config, outside).path;
  const document: UndoDocument = {
    ...{ schemaVersion: 1, ok: false, configPath, undone: null, removed: false, changed: false },
    ...{ backupPath: null, diff: "", dryRun: o.dryRun, error: null },
  };
  if (!o.json) return work(o, document, outside);
  try {
    return await work(o, document, outside);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error;
    document.error = { message, hint };
    outside.stderr(`openclaw-local: ${message}\n${hint === null ? "" : `  ${hint}\n`}`);
    return error.exitCode;
  } finally {
    await printJson(document, outside);
  }
};

type Options = Parameters<typeof run>[0];

async function work(o: Options, document: UndoDocument, outside: Outside): Promise<number> {
  const { configPath } = document;
  const { platform, cwd } = outside.host;
  const restoring = (backup: string, path: string) =>
    commandLine(platform, "openclaw-local", "restore", backup, "--config", path);
  const planned = planUndo(configPath, outside.fs, restoring);
  const { change, plan, removes } = planned;
  document.diff = await shownDiff(plan.changes, outside);
  checkPlan(plan, outside);
  const say = (text: string) => (o.json ? undefined : outside.stdout(`${text}\n`));
  await say(`${colorDiff(document.diff, await stdoutStyle(o, outside)).trimEnd()}\n`);
  if (!o.dryRun) {
    if (!o.yes) await confirm(planned, o, outside);
    if (outside.signal.aborted) throw new InterruptedError();
    const { backups } = writePlan(plan, outside, { command: "undo" });
    document.backupPath = (backups.find(({ path }) => path === configPath) ?? backups[0])?.backup ?? null;
    await say(`Took back what ${nameOf(planned)} changed.`);
    for (const line of outcomes(planned, backups, cwd)) await say(line);
    const given = o.config === undefined ? [] : ["--config", configPath];
    if (!o.quiet) await say(`To have it back: ${commandLine(platform, "openclaw-local", "undo", ...given)}`);
  } else await say(`Nothing written (--dry-run); it would take back what ${nameOf(planned)} changed.`);
  const files = plan.changes.map(({ path }) => path);
  document.undone = { command: change.command, at: change.at, files };
  Object.assign(document, { ok: true, changed: true, removed: removes } satisfies Partial<UndoDocument>);
  return 0;
}

function outcomes({ plan }: Undo, backups: WriteResult["backups"], cwd: string): string[] {
  return plan.changes.map(({ path, removes }) => {
    const done = removes === true ? "removed" : "restored";
    const backup = backups.find((one) => one.path === path)?.backup;
    const kept = backup === undefined ? "" : `; what was there is in ${displayPath(backup, cwd)}`;
    return `${done} ${displayPath(path, cwd)}${kept}`;
  });
}

/** "init (2026-11-20T09:30:05Z)" */
function nameOf({ change }: Undo): string {
  return `${change.command} (${change.at})`;
}

const REFUSAL = "undo needs confirmation, and there is no terminal to ask on";
const NOBODY = {
  noInput: "undo needs confirmation, which --no-input forbids",
  noTerminal: REFUSAL,
  hint: "add --yes, or --dry-run to see the change first",
};

async function confirm(undo: Undo, o: Options, outside: Outside): Promise<void> {
  const loses = undo.removes ? " This removes the config, which it created." : "";
  const question = `Take back what ${nameOf(undo)} changed?${loses}`;
  if (!(await prompterFor(o, NOBODY, outside).confirm(question, false)))
    throw new UserError("nothing was changed", { exitCode: 1 });
}
