import JSON5 from "json5";
import { applyEdits } from "../../src/config/edit/edit.ts";
import { scan } from "../../src/config/read/scan.ts";
import type { EditOp } from "../../src/config/read/types.ts";
import { applyToValue, setOwn } from "../../src/config/read/values.ts";
import { getIn, isObject, type Json, sameJson } from "../../src/core/json.ts";
import { keepsAll } from "./fixtures.ts";
import type { Random } from "./random.ts";

// biome-ignore format: a list to scan
const KEYS = [
  "a", "b", "port", "models", "a-b", "x.y", "ü", "__proto__", "null", "it's", 'say "hi"', "", "0", "constructor",
];
// biome-ignore format: a list to scan
const STRINGS = [
  "", "x", "it's", 'say "hi"', "back\\slash", "line\nbreak", "\u2028", "ünï", "// no comment", "/* nor this */",
  "\u0000\u001f", "😀", "\ud800",
];
// biome-ignore format: a list to scan
const NUMBERS = [
  0, -0, 1, 18789, 1.5, -2, 1e21, 1e-7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN,
];

export function randomValue(random: Random, depth: number): Json {
  const kind = random.int(depth > 0 ? 8 : 5);
  if (kind === 0) return random.pick([null, true, false]);
  if (kind <= 2) return random.pick(NUMBERS);
  if (kind <= 4) return random.pick(STRINGS);
  const count = random.int(4);
  if (kind === 5) return Array.from({ length: count }, () => randomValue(random, depth - 1));
  const value: Json = {};
  for (let i = 0; i < count; i += 1) setOwn(value, random.pick(KEYS), randomValue(random, depth - 1));
  return value;
}

/** Prints a value in a random and often ugly layout, with numbered comments everywhere. */
class Scribe {
  private readonly random: Random;
  private readonly eol: string;
  private readonly tidy: boolean;
  private readonly commented: number;
  private count = 0;

  constructor(random: Random) {
    this.random = random;
    this.eol = random.pick(["\n", "\n", "\n", "\r\n", "\r", "\u2028"]);
    this.tidy = random.chance(0.4);
    this.commented = random.pick([0, 0.1, 0.3]);
  }

  document(): string {
    const value = this.random.chance(0.9) ? this.object(3, "") : this.value(2, "");
    return `${this.random.chance(0.1) ? "\ufeff" : ""}${this.trivia("")}${value}${this.trivia("")}`;
  }

  private comment(): string {
    this.count += 1;
    const text = `c${this.count}${this.random.pick(["", " *", " //", ' "', " {", " ,"])}`;
    if (this.random.chance(0.5)) return `// ${text}${this.eol}`;
    return `/* ${text}${this.random.chance(0.2) ? this.eol : ""} */`;
  }

  private trivia(indent: string): string {
    let text = "";
    for (let i = this.random.int(3); i > 0; i -= 1) {
      if (this.random.chance(this.commented)) text += this.comment();
      else if (!this.tidy)
        text += this.random.pick([" ", "  ", "\t", this.eol, `${this.eol}${indent}`, "\u00a0", ""]);
    }
    return text;
  }

  private value(depth: number, indent: string): string {
    const kind = this.random.int(depth > 0 ? 8 : 5);
    if (kind === 0) return this.random.pick(["null", "true", "false"]);
    if (kind <= 2)
      return this.random.pick(["0", "-0", "1", "0x1F", ".5", "5.", "+1", "1e3", "NaN", "-Infinity", "18789"]);
    if (kind <= 4) return this.string(this.random.pick(STRINGS));
    return kind === 5 ? this.array(depth, indent) : this.object(depth, indent);
  }

  private string(value: string): string {
    const quoted = JSON.stringify(value);
    if (this.random.chance(0.6)) return quoted;
    const inner = quoted.slice(1, -1).replace(/\\.|'/g, (p) => (p === '\\"' ? '"' : p === "'" ? "\\'" : p));
    return `'${this.random.chance(0.1) ? "\\\n" : ""}${inner}'`;
  }

  private object(depth: number, indent: string): string {
    return this.items("{}", depth, indent, (inner) => {
      const key = this.random.pick(KEYS);
      const bare = /^[\p{L}_$][\p{L}\d_$]*$/u.test(key) && this.random.chance(0.6);
      const colon = this.tidy ? ": " : `${this.trivia(inner)}:${this.trivia(inner)}`;
      return (bare ? key : this.string(key)) + colon + this.value(depth - 1, inner);
    });
  }

  private array(depth: number, indent: string): string {
    return this.items("[]", depth, indent, (inner) => this.value(depth - 1, inner));
  }

  private items(brackets: string, depth: number, indent: string, item: (inner: string) => string): string {
    const count = this.random.int(depth === 3 ? 6 : 4);
    const tall = this.random.chance(0.5);
    const inner = tall ? `${indent}  ` : indent;
    const lead = (): string => (tall ? this.eol + inner : this.random.pick(["", " "]));
    let text = brackets[0] + this.trivia(inner);
    for (let i = 0; i < count; i += 1) {
      text += lead() + this.trivia(inner) + item(inner) + this.trivia(inner);
      if (i < count - 1 || this.random.chance(0.3))
        text += `,${this.random.chance(this.commented) ? ` ${this.comment()}` : ""}`;
    }
    return text + this.trivia(inner) + (tall ? this.eol + indent : "") + brackets[1];
  }
}

export function randomDocument(random: Random): string {
  return new Scribe(random).document();
}

/** A path that mostly exists. */
function randomPath(random: Random, value: Json): (string | number)[] {
  const path: (string | number)[] = [];
  let current: Json = value;
  for (let depth = 0; depth < 5; depth += 1) {
    if (Array.isArray(current)) {
      const step = random.int(current.length + (random.chance(0.3) ? 1 : 0));
      if (step >= current.length && !random.chance(0.3)) return path;
      path.push(step);
      current = current[step] ?? {};
    } else if (isObject(current)) {
      const keys = Object.keys(current);
      const key = keys.length > 0 && random.chance(0.75) ? random.pick(keys) : random.pick(KEYS);
      path.push(key);
      current = Object.hasOwn(current, key) ? (current[key] ?? null) : {};
    } else return path;
    if (random.chance(0.35)) return path;
  }
  return path;
}

export function isImpossible(value: Json, op: EditOp): boolean {
  try {
    applyToValue(value, [op]);
    return false;
  } catch {
    return true;
  }
}

export function randomOp(random: Random, value: Json): EditOp | null {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const path = randomPath(random, value);
    const kind = random.int(10);
    const comment = random.chance(0.15) ? ["new note", "second */ line"] : null;
    const noted = comment ? { comment } : {};
    let op: EditOp;
    if (kind < 5) op = { op: "set", path, value: randomValue(random, 2), ...noted };
    else if (kind < 7) op = { op: "append", path, value: randomValue(random, 2), ...noted };
    else op = { op: "remove", path };
    if (!isImpossible(value, op)) return op;
  }
  return null;
}

const scalar = (value: Json | undefined): boolean =>
  value === undefined || typeof value !== "object" || value === null;

/** The fault of one random edit of a text, or null. `after` is the new text. */
export function checkEdit(before: string, op: EditOp): { fault: string | null; after: string } {
  const old: Json = JSON5.parse(before);
  const intended = applyToValue(old, [op]);
  let after = before;
  try {
    after = applyEdits(before, [op]);
    const read: Json = JSON5.parse(after);
    if (!sameJson(read, intended)) return { fault: "the value is wrong", after };
  } catch (error) {
    return { fault: `it throws ${String(error)}`, after };
  }
  if (!keepsAll(before, after)) return { fault: "a comment is lost", after };
  if (sameJson(old, intended) && after !== before)
    return { fault: "bytes moved though the value is the same", after };
  if (sameJson(applyToValue(intended, [op]), intended) && applyEdits(after, [op]) !== after) {
    return { fault: "a second run changes the text", after };
  }
  return { fault: byteFault(before, after, op, old), after };
}

/** Setting a scalar changes one range; an addition removes only whitespace. */
function byteFault(before: string, after: string, op: EditOp, old: Json): string | null {
  if (op.op === "remove") return null;
  const at = getIn(old, op.path);
  const grows = op.op === "append" || at === undefined;
  if (grows && !isSubsequence(before.replace(/\s+/g, ""), after.replace(/\s+/g, "")))
    return "a character was removed";
  if (op.op === "set" && at !== undefined && scalar(at)) {
    const scanned = scan(before);
    if (scanned.ok && before.length > 0) {
      let head = 0;
      while (head < before.length && before[head] === after[head]) head += 1;
      let tail = 0;
      while (tail < before.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
      const cut = before.slice(head, before.length - tail);
      if (/\/\/ c|\/\* c/.test(cut)) return "a range larger than the value changed";
    }
  }
  return null;
}

function isSubsequence(part: string, whole: string): boolean {
  let next = 0;
  for (let i = 0; i < whole.length && next < part.length; i += 1) if (whole[i] === part[next]) next += 1;
  return next === part.length;
}
