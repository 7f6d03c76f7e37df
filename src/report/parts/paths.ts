import { trimSlashes } from "../../core/address.ts";
import type { Report } from "../../core/report.ts";

const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;
const WINDOWS = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** Where a file lies as seen from a folder; `path` has `/` between the names. */
export interface SeenPath {
  path: string;
  /** False: outside the folder, and `path` is absolute. True also for names that were given relative. */
  inside: boolean;
}

/** A file name relative to `cwd` when it lies below it. Takes POSIX and Windows names on every platform. */
export function seenFrom(cwd: string, file: string): SeenPath {
  if (!ABSOLUTE.test(file)) return { path: file, inside: !/^\.\.(?:[\\/]|$)/.test(file) };
  const windows = WINDOWS.test(file);
  const slashed = windows ? file.replaceAll("\\", "/") : file;
  const base = trimSlashes(windows ? cwd.replaceAll("\\", "/") : cwd);
  const head = slashed.slice(0, base.length + 1);
  const wanted = `${base}/`;
  const same = windows ? head.toLowerCase() === wanted.toLowerCase() : head === wanted;
  return same ? { path: slashed.slice(wanted.length), inside: true } : { path: slashed, inside: false };
}

/** The name that people are shown: relative below `cwd`, else as it is. */
export function displayPath(file: string, cwd: string): string {
  return seenFrom(cwd, file).path;
}

/**
 * A home directory at the start of a path. Known by its usual places, because a reporter is pure and does not know the
 * environment; a Windows user name may have blanks when a separator follows, and its backslashes may be escaped.
 */
const HOME =
  /(?<![\w./\\-])(?:(?:\/var)?\/home\/[^/\s"'`<>]+|\/Users\/[^/\s"'`<>]+|\/root(?=[/\s"'`,;:)]|$)|[A-Za-z]:[\\/]{1,2}Users[\\/]{1,2}(?:[^\\/:*?"<>|\r\n]+(?=[\\/])|[^\\/\s:*?"<>|]+))/g;

/** Puts `~` for home directories anywhere in a text; `homes` are further ones (see homesOf). */
export function withoutHome(text: string, homes: readonly string[] = []): string {
  let out = text;
  for (const home of homes.flatMap((h) => (h.includes("\\") ? [h, h.replaceAll("\\", "\\\\")] : [h]))) {
    out = out.replaceAll(`${home}/`, "~/").replaceAll(`${home}\\`, "~\\");
  }
  return out.replace(HOME, "~");
}

/** Home directories that the report itself shows: whatever stands before `/.openclaw/` in the path of a config. */
export function homesOf(report: Report): string[] {
  const homes = new Set<string>();
  const files = report.configs.flatMap((c) => [c.path, ...c.includes]);
  for (const file of files) {
    const match = /^(.+?)[\\/]\.openclaw[\\/]/.exec(file);
    if (match?.[1] !== undefined && ABSOLUTE.test(match[1])) homes.add(match[1]);
  }
  return [...homes];
}
