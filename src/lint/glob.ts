import { join, resolve } from "node:path";
import { GLOBSTAR, Minimatch } from "minimatch";
import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";

/** Far above any real pattern; protects the memory from `{a,b}{a,b}{a,b}…`. */
const MOST_ALTERNATIVES = 1000;
/** minimatch throws on longer patterns. */
const LONGEST = 64 * 1024;

/** The same on every system: `/` separates names, and only the documented characters are special. */
const OPTIONS = {
  braceExpandMax: MOST_ALTERNATIVES + 1,
  nocomment: true,
  noext: true,
  nonegate: true,
  platform: "linux",
} as const;

/**
 * The files that match a pattern, sorted. `*` and `**` skip names that start with a dot; `**` also skips node_modules and
 * links to folders. Literal names are always followed. minimatch matches the names; the walk is our own because libraries do
 * not use our port and do not distinguish `*` from `**`.
 */
export function glob(pattern: string, base: string, fs: Fs): string[] {
  const set = pattern.length > LONGEST ? null : new Minimatch(pattern, OPTIONS).set;
  if (set === null || set.length > MOST_ALTERNATIVES) {
    throw new UserError(`${JSON.stringify(pattern)} expands to too many patterns`, {
      hint: "use fewer alternatives in braces",
    });
  }
  const found = new Set<string>();
  for (const segments of set) {
    const root = /^(?:[A-Za-z]:)?$/.exec(String(segments[0]))?.[0];
    if (root === undefined) walk(segments, base, 0, fs, found);
    else walk(segments, `${root}/`, 1, fs, found);
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

type Segment = Minimatch["set"][number][number];

/** Adds the files that match the segments from `first` on, below `start`. */
function walk(segments: readonly Segment[], start: string, first: number, fs: Fs, found: Set<string>): void {
  // Two `**` reach the same folder in many ways.
  const seen = new Set<string>();
  const visit = (path: string, index: number): void => {
    const key = `${index} ${path}`;
    if (seen.has(key)) return;
    seen.add(key);
    const segment = segments[index];
    if (segment === undefined) {
      if (kindOf(path, fs) === "file") found.add(resolve(path));
    } else if (typeof segment === "string") visit(join(path, segment), index + 1);
    else if (kindOf(path, fs) === "directory") enter(path, segment, index);
  };
  const enter = (dir: string, segment: Exclude<Segment, string>, index: number): void => {
    const deep = segment === GLOBSTAR;
    // "deploy/**" matches the files below, not the folders.
    const ends = index === segments.length - 1;
    if (deep && !ends) visit(dir, index + 1);
    for (const name of fs.list(dir)) {
      const path = join(dir, name);
      const shown = !name.startsWith(".");
      if (deep ? ends && shown : segment.test(name)) visit(path, index + 1);
      // Links are not followed here: they may form a loop.
      if (deep && shown && name !== "node_modules" && fs.info(path)?.kind === "directory") visit(path, index);
    }
  };
  visit(start, first);
}

/** The kind of a file, or of the target of a link. */
function kindOf(path: string, fs: Fs): string | null {
  const kind = fs.info(path)?.kind ?? null;
  if (kind !== "symlink") return kind;
  const real = fs.realPath(path);
  return real === null ? null : (fs.info(real)?.kind ?? null);
}
