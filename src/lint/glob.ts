import { join, resolve } from "node:path";
import { GLOBSTAR, Minimatch } from "minimatch";
import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";

/** More alternatives than anybody writes; keeps `{a,b}{a,b}{a,b}…` from filling the memory. */
const MOST_ALTERNATIVES = 1000;
/** Longer patterns are a bug to minimatch. */
const LONGEST = 64 * 1024;

/** The same on every system: `/` parts the names, and nothing but the documented signs has a meaning. */
const OPTIONS = {
  braceExpandMax: MOST_ALTERNATIVES + 1,
  nocomment: true,
  noext: true,
  nonegate: true,
  platform: "linux",
} as const;

/**
 * The files that a pattern matches, sorted. `*` and `**` skip names with a dot in front, `**` also node_modules and
 * links to folders; a name that is spelled out is always followed. minimatch knows what a name matches; the walk is ours,
 * since those of libraries see neither our port nor the difference between `*` and `**`.
 */
export function glob(pattern: string, base: string, fs: Fs): string[] {
  const set = pattern.length > LONGEST ? null : new Minimatch(pattern, OPTIONS).set;
  if (set === null || set.length > MOST_ALTERNATIVES) {
    throw new UserError(`${JSON.stringify(pattern)} stands for too many patterns`, {
      hint: "name fewer in braces",
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
  /** `**` twice leads to the same folder by many ways. */
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
    // "deploy/**" means the files below, not the folders.
    const ends = index === this.segments.length - 1;
    if (deep && !ends) this.from(dir, index + 1);
    for (const name of this.fs.list(dir)) {
      const path = join(dir, name);
      const shown = !name.startsWith(".");
      if (deep ? ends && shown : segment.test(name)) this.from(path, index + 1);
      // Links are not followed here: they may lead round in a circle.
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
