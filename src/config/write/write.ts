import { basename, dirname, join } from "node:path";
import { errorMessage, UserError } from "../../core/errors.ts";
import type { Env, Fs } from "../../ports/index.ts";
import { decode, hashBytes } from "../read/file.ts";
import { parseJson5 } from "../read/json5.ts";
import { backupPath, recordPath } from "./names.ts";
import type { EditPlan, FileChange } from "./plan.ts";
import { type Author, recordWith } from "./record.ts";

/** The backups that a write left next to the changed files. */
export interface WriteResult {
  backups: { path: string; backup: string }[];
}

export interface WriteContext {
  fs: Fs;
  env: Env;
  now: () => number;
}

const NEW_FILE_MODE = 0o600;

/** A file is no longer the one that the plan was made for. */
export class OvertakenWriteError extends UserError {
  constructor(message: string) {
    super(message, { hint: "run the command again to work on the new text", exitCode: 1 });
  }
}

/**
 * Writes a plan: first dated backups of all files, then each file atomically by rename. Either all files change or none
 * does; only the backups are left behind, and for `undo` a record of what `author` changed (null: none is kept).
 */
export function writePlan(plan: EditPlan, context: WriteContext, author: Author | null): WriteResult {
  const { fs } = context;
  if (!plan.changed) return { backups: [] };
  const jobs = checkPlan(plan, context);
  const leftovers = new Set<string>();
  try {
    const backups = jobs.flatMap(({ change, old }) => {
      if (old === null) return [];
      const backup = writeBackup(change, old, context);
      leftovers.add(backup);
      return [{ path: change.path, backup }];
    });
    for (const job of jobs) {
      if (job.bytes === null) continue;
      if (job.old === null) fs.makeDir(dirname(job.change.path));
      job.temp = writeTemp(job.change.path, job.bytes, modeOf(job.change), fs);
      leftovers.add(job.temp);
    }
    // First: a record of what was not done is harmless, a change without a record cannot be undone.
    const all = [...(author === null ? [] : recordJobs(jobs, backups, author, context)), ...jobs];
    for (const { temp } of all) if (temp !== "") leftovers.add(temp);
    const dirs = new Set(all.map(({ change }) => dirname(change.path)));
    // The backups must be on disk before the first rename.
    for (const dir of dirs) fs.syncDir(dir);
    renameAll(all, leftovers, fs);
    for (const dir of dirs) fs.syncDir(dir);
    return { backups };
  } catch (error) {
    cleanUp(leftovers, fs);
    throw error;
  }
}

/** The new records of the configs that change. A change must not fail because it cannot be recorded. */
function recordJobs(
  jobs: readonly Job[],
  backups: WriteResult["backups"],
  author: Author,
  { fs, now }: WriteContext,
): Job[] {
  const at = new Date(now()).toISOString().replace(/\.\d+/, "");
  return [...new Set(jobs.map(({ change }) => change.config))].flatMap((config): Job[] => {
    const files = jobs
      .filter(({ change }) => change.config === config)
      .map(({ change: { path, hash, mode }, old, bytes }) => {
        const backup = backups.find((one) => one.path === path)?.backup;
        return {
          path,
          before: hash,
          after: bytes === null ? null : hashBytes(bytes),
          mode: old === null ? null : (mode ?? NEW_FILE_MODE),
          backup: backup === undefined ? null : basename(backup),
        };
      });
    try {
      const path = recordPath(config);
      const old = fs.readFile(path);
      const hash = old === null ? null : hashBytes(old);
      const text = recordWith(config, author, at, files, fs);
      const change = { config, path, before: null, after: text, hash, mode: NEW_FILE_MODE };
      const bytes = new TextEncoder().encode(text);
      unchangedBytes(change, fs);
      return [{ change, old, bytes, temp: writeTemp(path, bytes, NEW_FILE_MODE, fs) }];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}

/** Throws UserError where the plan would not be written: the config is managed, a link or read-only, or has changed. */
export function checkPlan(plan: EditPlan, { fs, env }: Pick<WriteContext, "fs" | "env">): Job[] {
  refuseManaged(env);
  return plan.changes.map((change) => prepare(change, fs));
}

interface Job {
  change: FileChange;
  /** The current bytes; null for a new file. */
  old: Uint8Array | null;
  /** Null to remove the file. */
  bytes: Uint8Array | null;
  /** "" as long as there is none. */
  temp: string;
}

/** Removes files after a failed write. A failed removal must not hide the first error. */
function cleanUp(files: Iterable<string>, fs: Fs): void {
  for (const file of files) {
    try {
      fs.remove(file);
    } catch {
      // Ignored.
    }
  }
}

/** Refuses to change a managed config, as OpenClaw does. */
function refuseManaged(env: Env): void {
  for (const name of ["OPENCLAW_CONFIG_READONLY", "OPENCLAW_NIX_MODE"]) {
    if (env[name]?.trim() === "1") {
      throw new UserError(`the config is managed from elsewhere (${name}=1), so it is not changed`, {
        hint: "change it where it is generated, or unset the variable",
        exitCode: 1,
      });
    }
  }
}

function prepare(change: FileChange, fs: Fs): Job {
  const whole = change.raw !== undefined || change.removes === true;
  const bytes = change.removes === true ? null : (change.raw ?? new TextEncoder().encode(change.after));
  const read = whole ? null : parseJson5(change.after);
  if (read && !read.ok) throw new Error(`the new text of ${change.path} is not valid JSON5: ${read.message}`);
  return { change, old: unchangedBytes(change, fs), bytes, temp: "" };
}

/** The current bytes. Throws UserError when the file is no longer the one that was read. */
function unchangedBytes(change: FileChange, fs: Fs): Uint8Array | null {
  const { path, hash } = change;
  const fail = (message: string, hint: string): UserError =>
    new UserError(`${path} ${message}`, { hint, exitCode: 1 });
  const overtaken = (what: string) =>
    new OvertakenWriteError(`${path} was ${what} meanwhile; nothing was written`);
  const info = fs.info(path);
  if (info?.kind === "symlink") {
    const target = fs.realPath(path);
    const hint = target === null ? "replace the link with a file" : `name the file itself: ${target}`;
    throw fail("is a symbolic link, which a write would replace with a file; it is not changed", hint);
  }
  if (info !== null && info.kind !== "file")
    throw fail("is not a regular file; it is not changed", "name a file");
  // also for root, who could write it: somebody or something else looks after the file
  if (info !== null && (info.mode & 0o222) === 0) {
    const mode = `0${info.mode.toString(8)}`;
    throw fail(`is read-only (mode ${mode}); it is not changed`, `to allow changes: chmod u+w ${path}`);
  }
  const folder = dirname(path);
  if (((fs.info(folder)?.mode ?? 0o222) & 0o222) === 0)
    throw fail("is in a read-only folder; it is not changed", `to allow changes: chmod u+w ${folder}`);
  const bytes = info === null ? null : fs.readFile(path);
  if (bytes === null) {
    if (hash === null) return null;
    throw overtaken("removed");
  }
  if (hash === null) throw overtaken("created");
  if (hashBytes(bytes) !== hash) throw overtaken("changed");
  return bytes;
}

function modeOf(change: FileChange): number {
  return change.mode ?? NEW_FILE_MODE;
}

/** Backups may contain keys: their mode is at most 0600, and at most that of the file. */
function writeBackup(change: FileChange, old: Uint8Array, { fs, now }: WriteContext): string {
  const mode = (change.mode ?? NEW_FILE_MODE) & 0o600;
  for (let counter = 1; ; counter += 1) {
    const backup = backupPath(change.path, now(), counter);
    if (fs.info(backup) !== null) continue;
    fs.writeNew(backup, old, mode);
    const copy = fs.info(backup);
    if (copy?.sizeBytes !== old.length)
      throw new UserError(`${backup} could not be written completely`, { exitCode: 1 });
    return backup;
  }
}

function writeTemp(path: string, bytes: Uint8Array, mode: number, fs: Fs): string {
  for (let counter = 1; ; counter += 1) {
    const temp = join(
      dirname(path),
      `.${basename(path)}.openclaw-local-${hashBytes(bytes).slice(0, 8)}-${counter}.tmp`,
    );
    if (fs.info(temp) !== null) continue;
    fs.writeNew(temp, bytes, mode);
    return temp;
  }
}

/** Checks each file again right before its rename. If one fails, restores the renamed files. */
function renameAll(jobs: readonly Job[], leftovers: Set<string>, fs: Fs): void {
  const renamed: Job[] = [];
  try {
    for (const job of jobs) {
      unchangedBytes(job.change, fs);
      if (job.bytes === null) fs.remove(job.change.path);
      else fs.rename(job.temp, job.change.path);
      leftovers.delete(job.temp);
      renamed.push(job);
    }
  } catch (error) {
    const lost = renamed.reverse().filter((job) => !putBack(job, fs));
    if (lost.length === 0) throw error;
    // Keep the backups, now the only copies of the old texts.
    leftovers.clear();
    for (const job of jobs) if (!renamed.includes(job) && job.temp !== "") fs.remove(job.temp);
    const names = lost.map((job) => job.change.path).join(", ");
    throw new UserError(`${errorMessage(error)}; ${names} could not be restored and has the new text`, {
      hint: "`openclaw-local restore` restores the backup",
      exitCode: 1,
      cause: error,
    });
  }
}

function putBack(job: Job, fs: Fs): boolean {
  let temp: string | null = null;
  try {
    if (job.old === null) fs.remove(job.change.path);
    else {
      temp = writeTemp(job.change.path, job.old, modeOf(job.change), fs);
      fs.rename(temp, job.change.path);
    }
    return true;
  } catch {
    if (temp !== null) cleanUp([temp], fs);
    return false;
  }
}

/** Text for display; invalid UTF-8 becomes replacement characters. */
export function showText(path: string, bytes: Uint8Array): string {
  try {
    return decode(path, bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
