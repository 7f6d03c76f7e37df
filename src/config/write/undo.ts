import { basename, dirname, join } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { Fs } from "../../ports/index.ts";
import { hashBytes } from "../read/file.ts";
import { backupNames } from "./backup.ts";
import type { EditPlan, FileChange } from "./plan.ts";
import { type RecordedChange, type RecordedFile, readRecord } from "./record.ts";
import { showText } from "./write.ts";

/** What takes back a change, not yet written. */
export interface Undo {
  change: RecordedChange;
  plan: EditPlan;
  /** True when the config itself goes away, because the change had created it. */
  removes: boolean;
}

/**
 * The plan that takes back the last change of this tool to a config, all of its files together. Only bytes are compared,
 * so it also works on a broken config. Throws UserError when there is no such change, or when it is not what the files
 * hold; `restoring` is the command that restores a backup of a file.
 */
export function planUndo(
  configPath: string,
  fs: Fs,
  restoring: (backup: string, path: string) => string,
): Undo {
  const record = readRecord(configPath, fs);
  for (const change of record) {
    const open = change.files.filter((file) => !isBack(file, fs));
    // recorded, but not made or already taken back by hand
    if (open.length === 0) continue;
    for (const file of open) {
      if (hashAt(file.path, fs) === file.after) continue;
      const { path, backup } = file;
      throw new UserError(
        `${path} is not what ${change.command} left on ${change.at}: something else (OpenClaw, an editor) changed it since; nothing was undone`,
        {
          hint: backup === null ? null : `${restoring(backup, path)} shows the difference first`,
          exitCode: 1,
        },
      );
    }
    const changes = open.map((file) => changeBack(file, configPath, fs));
    const removes = changes.some((one) => one.removes === true);
    return { change, plan: { changes, changed: true }, removes };
  }
  throw nothing(configPath, record, backupNames(configPath, fs)[0], restoring);
}

function isBack({ path, before }: RecordedFile, fs: Fs): boolean {
  return hashAt(path, fs) === before;
}

function hashAt(path: string, fs: Fs): string | null {
  const bytes = fs.readFile(path);
  return bytes === null ? null : hashBytes(bytes);
}

function changeBack(file: RecordedFile, config: string, fs: Fs): FileChange {
  const { path, after: hash, backup } = file;
  const now = fs.readFile(path);
  const before = now === null ? null : showText(path, now);
  const mode = now === null ? file.mode : (fs.info(path)?.mode ?? null);
  if (backup === null) return { config, path, before, after: "", hash, mode, removes: true };
  const raw = fs.readFile(join(dirname(path), backup));
  if (raw === null || hashBytes(raw) !== file.before) {
    const what = raw === null ? "is gone" : "was changed";
    throw new UserError(`the backup ${backup} ${what}, so ${basename(path)} cannot be put back`, {
      hint: "`openclaw-local restore` lists the backups",
      exitCode: 1,
    });
  }
  return { config, path, before, after: showText(backup, raw), hash, mode, raw };
}

function nothing(
  path: string,
  [last]: readonly RecordedChange[],
  newest: string | undefined,
  restoring: (backup: string, path: string) => string,
): UserError {
  if (last !== undefined)
    return new UserError(`nothing to undo: ${path} is as it was before ${last.command} changed it`, {
      exitCode: 1,
    });
  if (newest !== undefined)
    return new UserError(`nothing to undo: it is not recorded what this tool last changed in ${path}`, {
      hint: `${restoring(newest, path)} shows what the newest backup would change`,
      exitCode: 1,
    });
  return new UserError(`nothing to undo: this tool has not changed ${path}`, {
    hint: "name another config with --config <path>",
    exitCode: 1,
  });
}
