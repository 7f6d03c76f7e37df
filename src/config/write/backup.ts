import { basename, dirname, join } from "node:path";
import { UserError } from "../../core/errors.ts";
import { isObject, type Json, sameJson } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import type { Fs } from "../../ports/index.ts";
import { BOM, hashBytes } from "../read/file.ts";
import { parseJson5 } from "../read/json5.ts";
import { countLines } from "./diff.ts";
import { BACKUP_NAME, isBackupOf } from "./names.ts";
import type { EditPlan } from "./plan.ts";
import { showText, type WriteContext, writePlan } from "./write.ts";

/** A backup, and what the write that made it changed. */
export interface BackupInfo {
  path: string;
  name: string;
  /** ISO 8601. */
  date: string;
  sizeBytes: number;
  /** Lines. */
  added: number;
  removed: number;
  /** At most ten config paths; null when one of the two texts cannot be parsed. */
  changedPaths: string[] | null;
}

/** OpenClaw's own copies of its config: before a write, and set aside. */
const OWN_COPY = /^\.(?:bak(?:\.\d)?|clobbered\.[\w.:-]+)$/;
const MOST_PATHS = 10;

/** The backups of a config file that this tool made, newest first. */
export async function listBackups(configPath: string, fs: Fs): Promise<BackupInfo[]> {
  const dir = dirname(configPath);
  const list: BackupInfo[] = [];
  let next = readText(configPath, fs);
  for (const name of backupNames(configPath, fs)) {
    const path = join(dir, name);
    const text = readText(path, fs);
    if (text === null) continue;
    const lines = next === null ? { added: 0, removed: 0 } : await countLines(text, next);
    const changed = next === null ? null : changedPaths(text, next);
    list.push({
      path,
      name,
      date: dateOf(name),
      sizeBytes: fs.info(path)?.sizeBytes ?? 0,
      ...lines,
      changedPaths: changed?.slice(0, MOST_PATHS) ?? null,
    });
    next = text;
  }
  return list;
}

/** The names of the backups that this tool made of a file, newest first. */
export function backupNames(path: string, fs: Fs): string[] {
  const order = (name: string): string => {
    const [, ...parts] = BACKUP_NAME.exec(name) ?? [];
    return parts.slice(0, 6).join("") + (parts[6] ?? "1").padStart(6, "0");
  };
  const names = fs.list(dirname(path)).filter((name) => isBackupOf(path, name));
  return names.sort((a, b) => (order(a) < order(b) ? 1 : -1));
}

/** The plan to restore a backup or a copy by OpenClaw, given its file name or path. Also works on a broken config. */
export function planRestore(configPath: string, backup: string, fs: Fs): EditPlan {
  const name = basename(backup);
  if (!isBackupOf(configPath, name) && !isOwnCopyOf(configPath, name)) {
    throw new UserError(`${backup} is not a backup of ${configPath}`, {
      hint: "`openclaw-local restore` lists the backups",
    });
  }
  const raw = fs.readFile(join(dirname(configPath), name));
  if (raw === null) {
    throw new UserError(`there is no backup ${name}`, { hint: "`openclaw-local restore` lists the backups" });
  }
  const old = fs.readFile(configPath);
  const change = {
    config: configPath,
    path: configPath,
    before: old === null ? null : showText(configPath, old),
    after: showText(name, raw),
    hash: old === null ? null : hashBytes(old),
    mode: fs.info(configPath)?.mode ?? null,
    raw,
  };
  const changed = old === null || hashBytes(old) !== hashBytes(raw);
  return { changes: changed ? [change] : [], changed };
}

/** Restores a backup. The current text is backed up first, so that this can be undone. */
export function restoreBackup(
  configPath: string,
  backup: string,
  context: WriteContext,
): { changed: boolean; backup: string | null } {
  const plan = planRestore(configPath, backup, context.fs);
  const { backups } = writePlan(plan, context, { command: "restore" });
  return { changed: plan.changed, backup: backups[0]?.backup ?? null };
}

function isOwnCopyOf(configPath: string, name: string): boolean {
  const base = basename(configPath);
  return name.startsWith(base) && OWN_COPY.test(name.slice(base.length));
}

function dateOf(name: string): string {
  const [, year, month, day, hour, minute, second] = BACKUP_NAME.exec(name) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

function readText(path: string, fs: Fs): string | null {
  const bytes = fs.readFile(path);
  return bytes && showText(path, bytes);
}

/** The outermost paths that were added, removed or replaced; null when one text cannot be parsed. */
function changedPaths(before: string, after: string): string[] | null {
  const old = parseJson5(before.replace(BOM, ""));
  const now = parseJson5(after.replace(BOM, ""));
  if (!old.ok || !now.ok) return null;
  const found: string[] = [];
  const open: { path: ConfigPath; a: Json; b: Json }[] = [{ path: [], a: old.value, b: now.value }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, a, b } = next;
    if (sameJson(a, b)) continue;
    if (!isObject(a) || !isObject(b)) {
      found.push(formatPath(path));
      continue;
    }
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const inA = Object.hasOwn(a, key);
      if (inA && Object.hasOwn(b, key))
        open.push({ path: [...path, key], a: a[key] ?? null, b: b[key] ?? null });
      else found.push(formatPath([...path, key]));
    }
  }
  return found.sort();
}
