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
    const walk = new Walk(segments, fs, found);
    if (root === undefined) walk.from(base, 0);
    else walk.from(`${root}/`, 1);
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

type Segment = Minimatch["set"][number][number];

class Walk {
  private readonly segments: readonly Segment[];
  private readonly fs: Fs;
  private readonly found: Set<string>;
  /** Two `**` reach the same folder in many ways. */
  private readonly seen = new Set<string>();

  constructor(segments: readonly Segment[], fs: Fs, found: Set<string>) {
    this.segments = segments;
    this.fs = fs;
    this.found = found;
  }

  from(path: string, index: number): void {
    const key = `${index} ${path}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const segment = this.segments[index];
    if (segment === undefined) {
      if (this.kindOf(path) === "file") this.found.add(resolve(path));
    } else if (typeof segment === "string") this.from(join(path, segment), index + 1);
    else if (this.kindOf(path) === "directory") this.into(path, segment, index);
  }

  private into(dir: string, segment: Exclude<Segment, string>, index: number): void {
    const deep = segment === GLOBSTAR;
    // "deploy/**" matches the files below, not the folders.
    const ends = index === this.segments.length - 1;
    if (deep && !ends) this.from(dir, index + 1);
    for (const name of this.fs.list(dir)) {
      const path = join(dir, name);
      const shown = !name.startsWith(".");
      if (deep ? ends && shown : segment.test(name)) this.from(path, index + 1);
      // Links are not followed here: they may form a loop.
      if (deep && shown && name !== "node_modules" && this.fs.info(path)?.kind === "directory")
        this.from(path, index);
    }
  }

  private kindOf(path: string): string | null {
    const kind = this.fs.info(path)?.kind ?? null;
    if (kind !== "symlink") return kind;
    const real = this.fs.realPath(path);
    return real === null ? null : (this.fs.info(real)?.kind ?? null);
  }
}
