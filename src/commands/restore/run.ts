import { resolve } from "node:path";
import {
  type BackupInfo,
  backupNames,
  listBackups,
  planRestore,
  restoreBackup,
} from "../../config/write/backup.ts";
import { UserError } from "../../core/errors.ts";
import { commandLine } from "../../core/shell.ts";
import { plural } from "../../core/words.ts";
import { configLocation } from "../../openclaw/config-path.ts";
import type { Outside } from "../../ports/index.ts";
import type { Style } from "../../ui/color.ts";
import { colorDiff } from "../../ui/diff.ts";
import { stdoutStyle } from "../../ui/terminal.ts";
import { canAsk, prompterFor } from "../shared/ask.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import { shownDiff } from "../shared/show-change.ts";
import type { restore } from "./spec.ts";

type Options = Parameters<typeof run>[0];

/** Lists the backups of a config, or restores one after a backup of the current file. */
export const run: Run<typeof restore> = async (o, [given], outside) => {
  const configPath = configLocation(o.config, outside).path;
  if (given === "latest") return restoreOne(o, configPath, newest(configPath, outside), outside);
  if (given !== undefined) return restoreOne(o, configPath, given, outside);
  const backups = await listBackups(configPath, outside.fs);
  if (o.json) await printJson({ schemaVersion: 1, configPath, backups }, outside);
  else if (backups.length > 0 && !o.yes && outside.stdoutIsTty && canAsk(o, outside)) {
    const picked = await pick(o, backups, outside);
    return picked === NONE ? 0 : restoreOne(o, configPath, picked, outside);
  } else await outside.stdout(listText(o, backups, await stdoutStyle(o, outside), outside));
  return 0;
};

function newest(configPath: string, { fs }: Outside): string {
  const [name] = backupNames(configPath, fs);
  if (name !== undefined) return name;
  throw new UserError(`there are no backups of ${configPath} yet`, { exitCode: 1 });
}

async function restoreOne(o: Options, configPath: string, backup: string, outside: Outside): Promise<number> {
  // a path is relative to the current folder, a bare name to the folder of the config
  const path = /[/\\]/.test(backup) ? resolve(outside.host.cwd, backup) : backup;
  const { changes, changed } = planRestore(configPath, path, outside.fs);
  const diff = await shownDiff(changes, outside);
  const say = (text: string) => (o.json ? undefined : outside.stdout(`${text}\n`));
  await say(
    changed
      ? colorDiff(diff, await stdoutStyle(o, outside))
      : `${configPath} already has the content of ${backup}.`,
  );
  let backupPath: string | null = null;
  if (changed && !o.dryRun) {
    if (!o.yes) await confirm(o, outside);
    backupPath = restoreBackup(configPath, path, outside).backup;
    await say(`Restored${backupPath === null ? "" : `; the previous file is in ${backupPath}`}`);
  } else if (changed) await say("Nothing written (--dry-run).");
  if (o.json)
    await printJson({ schemaVersion: 1, configPath, restored: backup, changed, backupPath, diff }, outside);
  return 0;
}

const REFUSAL = "restoring a backup needs confirmation, and there is no terminal to ask on";
const NOBODY = { noInput: REFUSAL, noTerminal: REFUSAL, hint: "add --yes" };

async function confirm(o: Options, outside: Outside): Promise<void> {
  if (!(await prompterFor(o, NOBODY, outside).confirm("Restore it?", false)))
    throw new UserError("nothing was changed", { exitCode: 1 });
}

/** No name of a backup. */
const NONE = "";

/** Only chooses: the difference is shown, and confirmed, after it. */
function pick(o: Options, backups: readonly BackupInfo[], outside: Outside): Promise<string> {
  const options = backups.map((backup) => ({
    value: backup.name,
    name: `${backup.date}  ${changeOf(backup)}`,
    description: pathsOf(backup),
  }));
  return prompterFor(o, NOBODY, outside).select("Restore which backup?", [
    ...options,
    { value: NONE, name: "none: leave the config as it is" },
  ]);
}

function listText(o: Options, backups: readonly BackupInfo[], { bold }: Style, outside: Outside): string {
  const [newest] = backups;
  const configPath = configLocation(o.config, outside).path;
  if (newest === undefined)
    return `There are no backups of ${configPath} yet; init makes one before it changes the file.\n`;
  const given = o.config === undefined ? [] : ["--config", o.config];
  const lines = backups.map((b) => `${bold(b.name)}\n  ${describe(b)}`);
  const again = commandLine(outside.host.platform, "openclaw-local", "restore", newest.name, ...given);
  return `${lines.join("\n")}\n\nRestore one: ${again}\n`;
}

function describe(backup: BackupInfo): string {
  const paths = pathsOf(backup);
  return `${backup.date}, ${backup.sizeBytes} bytes; ${changeOf(backup)}${paths === "" ? "" : `\n  ${paths}`}`;
}

function changeOf({ added, removed }: BackupInfo): string {
  return `the write after it: ${plural(added, "line")} added, ${removed} removed`;
}

function pathsOf({ changedPaths }: BackupInfo): string {
  return (changedPaths ?? []).join(", ");
}
