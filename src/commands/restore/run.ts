import { resolve } from "node:path";
import { loadText } from "../../config/read/load.ts";
import { type BackupInfo, listBackups, planRestore, restoreBackup } from "../../config/write/backup.ts";
import { UserError } from "../../core/errors.ts";
import { plural } from "../../core/words.ts";
import { configLocation } from "../../openclaw/config-path.ts";
import { secretTexts } from "../../openclaw/secret-places.ts";
import type { Outside } from "../../ports/index.ts";
import { diffOf } from "../../report/parts/diff.ts";
import type { Style } from "../../ui/color.ts";
import { colorDiff } from "../../ui/diff.ts";
import { stdoutStyle } from "../../ui/terminal.ts";
import { prompterFor } from "../shared/ask.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import type { restore } from "./spec.ts";

/** Lists the backups of a config, or restores one after a backup of the current file. */
export const run: Run<typeof restore> = async (o, [backup], outside) => {
  const configPath = configLocation(o.config, outside).path;
  if (backup === undefined) {
    const backups = await listBackups(configPath, outside.fs);
    if (o.json) await printJson({ schemaVersion: 1, configPath, backups }, outside);
    else await outside.stdout(listText(configPath, backups, await stdoutStyle(o, outside)));
    return 0;
  }
  // a path is relative to the current folder, a bare name to the folder of the config
  const path = /[/\\]/.test(backup) ? resolve(outside.host.cwd, backup) : backup;
  const { changes, changed } = planRestore(configPath, path, outside.fs);
  for (const text of changes.flatMap(({ before, after }) => [before ?? "", after])) {
    const read = loadText(text);
    if (read.ok) outside.secrets?.hide(text, () => secretTexts(read.config));
  }
  const diff = await diffOf(changes, outside.host.cwd);
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
};

const REFUSAL = "restoring a backup needs confirmation, and there is no terminal to ask on";
const NOBODY = { noInput: REFUSAL, noTerminal: REFUSAL, hint: "add --yes" };

async function confirm(o: { input?: boolean | undefined }, outside: Outside): Promise<void> {
  if (!(await prompterFor(o, NOBODY, outside).confirm("Restore it?", false)))
    throw new UserError("nothing was changed", { exitCode: 1 });
}

function listText(configPath: string, backups: readonly BackupInfo[], { bold }: Style): string {
  const [newest] = backups;
  if (newest === undefined)
    return `There are no backups of ${configPath} yet; init makes one before it changes the file.\n`;
  const lines = backups.map((b) => `${bold(b.name)}\n  ${describe(b)}`);
  return `${lines.join("\n")}\n\nRestore one: openclaw-local restore ${newest.name}\n`;
}

function describe(backup: BackupInfo): string {
  const lines = `the write after it: ${plural(backup.added, "line")} added, ${backup.removed} removed`;
  const paths = backup.changedPaths ?? [];
  return `${backup.date}, ${backup.sizeBytes} bytes; ${lines}${paths.length === 0 ? "" : `\n  ${paths.join(", ")}`}`;
}
