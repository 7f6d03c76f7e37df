import { isAbsolute, join, resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";

// Own, because Node's globs are experimental on the oldest Node that this runs on (and say so on stderr), and a library
// would be one more dependency for what is needed here: `*`, `?`, `[a-z]`, `{a,b}` and `**`, as shells have them.

/**
 * The files that a pattern matches, sorted. `*` and `**` skip names with a dot in front, `**` also node_modules and
 * links to folders; a name that is spelt out is always followed. `/` parts the names.
 */
export function glob(pattern: string, base: string, fs: Fs): string[] {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern)) {
    const segments = plain.split("/").filter((s, i) => s !== "." && (s !== "" || i === 0));
    const root = /^[A-Za-z]:$/.test(segments[0] ?? "")
      ? `${segments.shift()}/`
      : isAbsolute(plain)
        ? "/"
        : null;
    // "deploy/**" means the files below, not the folders.
    if (segments.at(-1) === "**") segments.push("*");
    const walk = new Walk(segments.filter((s) => s !== "").map(toSegment), fs, found);
    walk.from(root ?? base, 0);
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

type Segment = { kind: "name"; name: string } | { kind: "match"; test: RegExp } | { kind: "deep" };

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
    } else if (segment.kind === "name") {
      this.from(join(path, segment.name), index + 1);
    } else if (this.kindOf(path) === "directory") {
      this.into(path, segment, index);
    }
  }

  private into(dir: string, segment: Segment, index: number): void {
    if (segment.kind === "deep") this.from(dir, index + 1);
    for (const name of this.fs.list(dir)) {
      const path = join(dir, name);
      if (segment.kind === "match" && segment.test.test(name)) this.from(path, index + 1);
      const isPlain = !name.startsWith(".") && name !== "node_modules";
      // Links are not followed here: they may lead round in a circle.
      if (segment.kind === "deep" && isPlain && this.fs.info(path)?.kind === "directory")
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

function toSegment(text: string): Segment {
  if (text === "**") return { kind: "deep" };
  const source = toRegExp(text);
  if (source === null) return { kind: "name", name: text.replace(/\\(.)/g, "$1") };
  // A dot in front must be spelt out.
  const test = new RegExp(`^${text.startsWith(".") ? "" : "(?!\\.)"}${source}$`, "su");
  return { kind: "match", test };
}

/** The pattern of one name as a regular expression; null when it is a plain name. */
function toRegExp(text: string): string | null {
  const token = /\\(.)|(\*+)|(\?)|\[([!^]?)(\]?[^\]]*)\]|(.)/gsu;
  let source = "";
  let magic = false;
  for (const [, escaped, stars, one, not, set, plain] of text.matchAll(token)) {
    magic ||= stars !== undefined || one !== undefined || set !== undefined;
    if (stars !== undefined) source += ".*?";
    else if (one !== undefined) source += ".";
    else if (set !== undefined) source += `[${not ? "^" : ""}${set.replace(/[\\\]^[&]/g, "\\$&")}]`;
    else source += (escaped ?? plain ?? "").replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  }
  return magic ? source : null;
}

/** More alternatives than anybody writes; keeps `{a,b}{a,b}{a,b}…` from filling the memory. */
const MOST_ALTERNATIVES = 1000;

/** `{a,b}/c` as `a/c` and `b/c`; braces without a comma stay. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = firstBraces(next);
    if (braces === null) done.push(next);
    else open.push(...braces);
    if (open.length + done.length > MOST_ALTERNATIVES) {
      throw new UserError(`${JSON.stringify(pattern)} stands for too many patterns`, {
        hint: "name fewer in braces",
      });
    }
  }
  return done;
}

/** The alternatives of the first pair of braces that holds a comma, or null. */
function firstBraces(text: string): string[] | null {
  for (let start = text.indexOf("{"); start >= 0; start = text.indexOf("{", start + 1)) {
    if (text[start - 1] === "\\") continue;
    const cuts = [start];
    let depth = 0;
    for (let i = start; i < text.length; i += 1) {
      if (text[i] === "\\") i += 1;
      else if (text[i] === "{") depth += 1;
      else if (text[i] === "," && depth === 1) cuts.push(i);
      else if (text[i] === "}") depth -= 1;
      if (depth > 0) continue;
      if (cuts.length === 1) break;
      const ends = [...cuts.slice(1), i];
      return cuts.map((cut, n) => text.slice(0, start) + text.slice(cut + 1, ends[n]) + text.slice(i + 1));
    }
  }
  return null;
}
