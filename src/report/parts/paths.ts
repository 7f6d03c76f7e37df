import { trimSlashes } from "../../core/address.ts";
import type { Report } from "../../core/report.ts";

const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;
const WINDOWS = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** A file as seen from a folder; `path` has forward slashes. */
export interface SeenPath {
  path: string;
  /** False: outside the folder, and `path` is absolute. True also for names that were given as relative. */
  inside: boolean;
}

/** A file name, relative to `cwd` if it is below it. Accepts POSIX and Windows names on every platform. */
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

/** The displayed path: relative below `cwd`, else unchanged. */
export function displayPath(file: string, cwd: string): string {
  return seenFrom(cwd, file).path;
}

/**
 * A home directory at the start of a path, recognized by the usual places because a pure reporter does not know the
 * environment. A Windows user name may contain spaces if a separator follows, and its backslashes may be escaped.
 */
const HOME =
  /(?<![\w./\\-])(?:(?:\/var)?\/home\/[^/\s"'`<>]+|\/Users\/[^/\s"'`<>]+|\/root(?=[/\s"'`,;:)]|$)|[A-Za-z]:[\\/]{1,2}Users[\\/]{1,2}(?:[^\\/:*?"<>|\r\n]+(?=[\\/])|[^\\/\s:*?"<>|]+))/g;

/** Replaces home directories in a text with `~`; `homes` are additional ones (see homesOf). */
export function withoutHome(text: string, homes: readonly string[] = []): string {
  let out = text;
  for (const home of homes.flatMap((h) => (h.includes("\\") ? [h, h.replaceAll("\\", "\\\\")] : [h]))) {
    out = out.replaceAll(`${home}/`, "~/").replaceAll(`${home}\\`, "~\\");
  }
  return out.replace(HOME, "~");
}

/** The home directories in a report: the part before `/.openclaw/` in the path of a config. */
export function homesOf(report: Report): string[] {
  const homes = new Set<string>();
  const files = report.configs.flatMap((c) => [c.path, ...c.includes]);
  for (const file of files) {
    const match = /^(.+?)[\\/]\.openclaw[\\/]/.exec(file);
    if (match?.[1] !== undefined && ABSOLUTE.test(match[1])) homes.add(match[1]);
  }
  return [...homes];
}
