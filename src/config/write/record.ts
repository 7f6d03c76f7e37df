import { dirname, relative, resolve } from "node:path";
import { UserError } from "../../core/errors.ts";
import { asArray, asString, getKey, type Json, parseJson } from "../../core/json.ts";
import type { Fs } from "../../ports/index.ts";
import { isBackupOf, recordPath } from "./names.ts";

/** What makes a change. Changes with the same `run` count as one: doctor --fix may write several times. */
export interface Author {
  /** As a user types it: "init", "doctor --fix". */
  command: string;
  run?: string;
}

/** A file of a recorded change. Hashes are SHA-256 of the bytes; null where there was no file. */
export interface RecordedFile {
  path: string;
  before: string | null;
  after: string | null;
  /** Permission bits before the change; null where there was no file. */
  mode: number | null;
  /** The name of the backup next to the file; null where there was no file. */
  backup: string | null;
}

/** A change that this tool made to a config, without any content of it. */
export interface RecordedChange {
  run: string;
  command: string;
  /** ISO 8601. */
  at: string;
  files: RecordedFile[];
}

/** Older ones matter only when the newest was recorded, but then not made: the process was killed in between. */
const MOST_CHANGES = 5;

/** The last changes to a config, newest first; none when the record is missing, broken or unreadable. */
export function readRecord(configPath: string, fs: Fs): RecordedChange[] {
  try {
    const bytes = fs.readFile(recordPath(configPath));
    const record = bytes === null ? undefined : parseJson(new TextDecoder().decode(bytes));
    if (getKey(record, "version") !== 1) return [];
    const changes = asArray(getKey(record, "changes")).map((one) => changeIn(one, configPath));
    return changes.every((one) => one !== null) ? changes : [];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** The text of the record after one more change. `at` is ISO 8601. */
export function recordWith(
  configPath: string,
  { command, run = newRun() }: Author,
  at: string,
  files: readonly RecordedFile[],
  fs: Fs,
): string {
  const earlier = readRecord(configPath, fs);
  const merged = merge(earlier[0], run, files);
  const now = { run, command, at, files: (merged ?? files).filter((file) => file.before !== file.after) };
  const changes = [now, ...(merged === null ? earlier : earlier.slice(1))]
    .filter((change) => change.files.length > 0)
    .slice(0, MOST_CHANGES);
  // relative paths, so that a copied folder never leads to the files of the original
  const place = (path: string) => relative(dirname(configPath), path);
  const written = changes.map((change) => ({
    ...change,
    files: change.files.map((file) => ({ ...file, path: place(file.path) })),
  }));
  return `${JSON.stringify({ version: 1, changes: written }, null, 2)}\n`;
}

/** A name for the changes of one run. */
export function newRun(): string {
  // loaded on demand, as for hashBytes
  return process.getBuiltinModule("node:crypto").randomUUID();
}

/** The files of both changes, from the first state to the last; null when they are not parts of one run. */
function merge(
  earlier: RecordedChange | undefined,
  run: string,
  files: readonly RecordedFile[],
): RecordedFile[] | null {
  if (earlier?.run !== run) return null;
  const merged = new Map(earlier.files.map((file) => [file.path, file]));
  for (const file of files) {
    const first = merged.get(file.path);
    // somebody else changed it during the run
    if (first !== undefined && first.after !== file.before) return null;
    merged.set(file.path, { ...(first ?? file), after: file.after });
  }
  return [...merged.values()];
}

function changeIn(value: Json, configPath: string): RecordedChange | null {
  const run = asString(getKey(value, "run"));
  const command = asString(getKey(value, "command"));
  const at = asString(getKey(value, "at"));
  const files = asArray(getKey(value, "files")).map((one) => fileIn(one, configPath));
  if (run === undefined || command === undefined || at === undefined || files.length === 0) return null;
  if (!/^[a-z -]{1,40}$/.test(command) || Number.isNaN(Date.parse(at))) return null;
  return files.every((one) => one !== null) ? { run, command, at, files } : null;
}

function fileIn(value: Json, configPath: string): RecordedFile | null {
  const name = asString(getKey(value, "path"));
  const [before, after, backup] = ["before", "after", "backup"].map((key) => getKey(value, key));
  const mode = getKey(value, "mode");
  if (name === undefined || !isHash(before) || !isHash(after) || before === after) return null;
  const path = resolve(dirname(configPath), name);
  if (before === null) {
    // this tool creates the config alone: a forged record must not remove another file
    return path === configPath && backup === null && mode === null
      ? { path, before, after, mode, backup }
      : null;
  }
  if (typeof backup !== "string" || !isBackupOf(path, backup)) return null;
  if (typeof mode !== "number" || !Number.isInteger(mode) || mode < 0 || mode > 0o777) return null;
  return { path, before, after, mode, backup };
}

function isHash(value: Json | undefined): value is string | null {
  return value === null || (typeof value === "string" && /^[\da-f]{64}$/.test(value));
}
