import { resolve } from "node:path";
import { type BackupInfo, listBackups, planRestore, restoreBackup } from "../../config/write/backup.ts";
import { unifiedDiff } from "../../config/write/diff.ts";
import { UserError } from "../../core/errors.ts";
import type { Outside } from "../../ports/index.ts";
import { maskText } from "../../report/parts/mask.ts";
import { colorDiff } from "../../ui/diff.ts";
import { createPrompter } from "../../ui/prompts.ts";
import { flagOption, noInputOption, type RawOptions, textOption } from "../shared/options.ts";
import { configLocation } from "../shared/session.ts";
import { stdoutStyle } from "../shared/style.ts";

interface RestoreDocument {
  schemaVersion: 1;
  configPath: string;
  restored: string;
  changed: boolean;
  backupPath: string | null;
  diff: string;
}

/** Lists the backups of a config, or puts one back; what was there before is backed up first. */
export async function run(args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const config = configLocation(textOption(raw, "config"), outside).path;
  const [backup] = args;
  if (backup === undefined) return list(config, raw, outside);
  // A path is one from the current folder; a bare name lies beside the config.
  const path = backup.includes("/") || backup.includes("\\") ? resolve(outside.host.cwd, backup) : backup;
  const plan = planRestore(config, path, outside.fs);
  const [change] = plan.changes;
  const diff = change === undefined ? "" : maskText(await unifiedDiff(change.before, change.after, config));
  const json = flagOption(raw, "json");
  const result: RestoreDocument = {
    schemaVersion: 1,
    configPath: config,
    restored: backup,
    changed: plan.changed,
    backupPath: null,
    diff,
  };
  if (!json) {
    const style = await stdoutStyle(raw, outside);
    await outside.stdout(
      plan.changed ? `${colorDiff(diff, style)}\n` : `${config} already is what ${backup} holds.\n`,
    );
  }
  const dryRun = flagOption(raw, "dryRun");
  if (plan.changed && !dryRun) {
    await confirmed(raw, outside);
    result.backupPath = restoreBackup(config, path, {
      fs: outside.fs,
      env: outside.env,
      now: outside.now,
    }).backup;
  }
  if (json) await outside.stdout(`${JSON.stringify(result, null, 2)}\n`);
  else if (plan.changed && !dryRun) {
    const undo = result.backupPath === null ? "" : `; what was there is in ${result.backupPath}`;
    await outside.stdout(`Put back${undo}\n`);
  } else if (plan.changed) await outside.stdout("Nothing written (--dry-run).\n");
  return 0;
}

async function confirmed(raw: RawOptions, outside: Outside): Promise<void> {
  if (flagOption(raw, "yes")) return;
  if (noInputOption(raw) || !outside.stdinIsTty || !outside.stderrIsTty) {
    throw new UserError("putting a backup back needs a yes, and there is no terminal to ask", {
      hint: "add --yes",
    });
  }
  if (!(await createPrompter(outside.signal).confirm("Put it back?", false))) {
    throw new UserError("nothing was changed", { exitCode: 1 });
  }
}

async function list(config: string, raw: RawOptions, outside: Outside): Promise<number> {
  const backups = await listBackups(config, outside.fs);
  if (flagOption(raw, "json")) {
    await outside.stdout(`${JSON.stringify({ schemaVersion: 1, configPath: config, backups }, null, 2)}\n`);
    return 0;
  }
  const style = await stdoutStyle(raw, outside);
  if (backups.length === 0) {
    await outside.stdout(
      `There are no backups of ${config} yet; init makes one before it changes the file.\n`,
    );
    return 0;
  }
  const lines = backups.map((b) => `${style.bold(b.name)}\n  ${describe(b)}`);
  await outside.stdout(
    `${lines.join("\n")}\n\nPut one back: openclaw-local restore ${backups[0]?.name ?? "<backup>"}\n`,
  );
  return 0;
}

function describe(backup: BackupInfo): string {
  const lines = `the write behind it: ${backup.added} lines added, ${backup.removed} removed`;
  const paths = backup.changedPaths ?? [];
  return `${backup.date}, ${backup.sizeBytes} bytes; ${lines}${paths.length === 0 ? "" : `\n  ${paths.join(", ")}`}`;
}
