import { basename } from "node:path";
import { UserError } from "../../core/errors.ts";
import { isObject, type Json } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import type { Fs } from "../../ports/index.ts";
import { applyEdits, changesNothing } from "../edit/edit.ts";
import { BOM, decode, hashBytes, ProblemError, STDIN } from "../read/file.ts";
import { parseJson5 } from "../read/json5.ts";
import { problemError } from "../read/load.ts";
import { scan } from "../read/scan.ts";
import type { ConfigFile, EditOp, LoadedConfig } from "../read/types.ts";
import { applyToValue, kindOf, sameValue, stepInto } from "../read/values.ts";

/** One file that is to be written. */
export interface FileChange {
  path: string;
  /** Whole texts, with a BOM where there is one. `before` is null for a new file. */
  before: string | null;
  after: string;
  /** SHA-256 of the bytes that are there now; null for a new file. */
  hash: string | null;
  /** Permission bits to keep; null for a new file. */
  mode: number | null;
  /** Bytes to write instead of `after`, for a backup that is put back whatever it holds. */
  raw?: Uint8Array;
}

/** Proven changes, not yet written. `changed` is false when there is nothing to do. */
export interface EditPlan {
  changes: FileChange[];
  changed: boolean;
}

/**
 * Works out the new text of every file that the edits touch, and proves it: the new texts give exactly the value that
 * the edits mean (worked out apart from the text), no comment is lost, and a second run changes nothing. Anything else
 * is thrown as a bug, before a byte is written. `intent` is a value that the caller expects as well.
 */
export function planEdits(config: LoadedConfig, ops: readonly EditOp[], intent?: Json): EditPlan {
  const intended = applyToValue(config.value, ops);
  if (intent !== undefined && !sameValue(intended, intent))
    bug(config, "the edits do not give the expected value");
  const texts = new Map<string, string>();
  const current = config.files.length === 1 ? applyAll(config, ops, texts) : applyEach(config, ops, texts);
  prove(config, current, intended, texts);
  proveStable(current, ops);
  const changes = config.files.flatMap((file) => {
    const text = texts.get(file.path);
    if (text === undefined || text === file.text) return [];
    const bom = file.bom ? BOM : "";
    return [
      { path: file.path, before: bom + file.text, after: bom + text, hash: file.hash, mode: file.mode },
    ];
  });
  return { changes, changed: changes.length > 0 };
}

/** The plan of a file that does not exist yet. The text must be a config. */
export function planNewFile(path: string, text: string): EditPlan {
  const read = parseJson5(text);
  if (!read.ok) throw new Error(`the new text of ${path} is not valid JSON5: ${read.message}`);
  if (!isObject(read.value)) throw new Error(`the new text of ${path} holds ${kindOf(read.value)}`);
  return { changes: [{ path, before: null, after: text, hash: null, mode: null }], changed: true };
}

/** The plan of a config where there is none yet: a missing file, or one with nothing but comments, which stay. */
export function planFreshConfig(path: string, fs: Fs, ops: readonly EditOp[]): EditPlan {
  const bytes = fs.readFile(path);
  let before = "";
  try {
    before = bytes === null ? "" : decode(path, bytes);
  } catch (error) {
    if (error instanceof ProblemError) throw problemError(error.problem);
    throw error;
  }
  const scanned = scan(before);
  if (scanned.ok || !scanned.error.empty) throw new Error(`${path} is not empty`);
  const start = before.trim() === "" ? `${before.startsWith(BOM) ? BOM : ""}{\n}\n` : before;
  const after = applyEdits(start, ops);
  const [change] = planNewFile(path, after).changes;
  const read = parseJson5(after);
  if (!change || !read.ok || !sameValue(read.value, applyToValue({}, ops)) || !keepsComments(before, after)) {
    throw new Error(`the new text of ${path} is not what was meant; please report this`);
  }
  const known = { before, hash: bytes === null ? null : hashBytes(bytes), mode: fs.info(path)?.mode ?? null };
  return { changes: [bytes === null ? change : { ...change, ...known }], changed: true };
}

/** One file owns everything: all edits at once, one look at the result. */
function applyAll(config: LoadedConfig, ops: readonly EditOp[], texts: Map<string, string>): LoadedConfig {
  for (const op of ops) ownerOf(config, op);
  const { path, text } = config.main;
  const after = applyEdits(text, ops);
  if (after === text) return config;
  texts.set(path, after);
  return config.withTexts(texts);
}

/** Edits of several files one by one, since each may change which file owns the next. */
function applyEach(config: LoadedConfig, ops: readonly EditOp[], texts: Map<string, string>): LoadedConfig {
  let current = config;
  for (const op of ops) {
    for (const step of lower(current, op)) {
      const { file, path } = ownerOf(current, step);
      const after = applyEdits(file.text, [{ ...step, path }]);
      if (after === file.text) continue;
      texts.set(file.path, after);
      current = current.withTexts(texts);
    }
  }
  return current;
}

function ownerOf(config: LoadedConfig, op: EditOp): { file: ConfigFile; path: ConfigPath } {
  const owner = config.owner(op.path, op.op === "remove" ? "key" : "value");
  if (owner.refusal !== null) {
    throw new UserError(`${owner.refusal}; this edit is not made automatically`, {
      hint: `change ${owner.file.path} by hand`,
      exitCode: 1,
    });
  }
  if (owner.file.path === STDIN) throw new UserError("a config from standard input cannot be changed");
  return owner;
}

/**
 * Splits a `set` whose old value is partly supplied by includes, so that every part reaches the file that owns it. Where
 * no include is involved the edit stays whole.
 */
function lower(config: LoadedConfig, op: EditOp): EditOp[] {
  if (op.op !== "set" || config.files.length === 1 || !config.includesBelow(op.path)) return [op];
  const old = valueAt(config.value, op.path);
  if (old === undefined || sameValue(old, op.value)) return old === undefined ? [op] : [];
  if (!isObject(old) || !isObject(op.value)) {
    // A list or text that comes whole from one file can be set there; anything else would cut an include out.
    const { refusal, path } = config.owner(op.path);
    if (refusal !== null || path.length === 0) return [op];
    throw new UserError(`${formatPath(op.path)} holds an $include; this edit is not made automatically`, {
      hint: `change ${config.owner(op.path).file.path} by hand`,
      exitCode: 1,
    });
  }
  const ops: EditOp[] = [];
  for (const key of Object.keys(old)) {
    if (!Object.hasOwn(op.value, key)) ops.push({ op: "remove", path: [...op.path, key] });
  }
  for (const [key, value] of Object.entries(op.value)) {
    if (!sameValue(Object.hasOwn(old, key) ? old[key] : undefined, value)) {
      ops.push(...lower(config, { op: "set", path: [...op.path, key], value }));
    }
  }
  return ops;
}

function valueAt(value: Json, path: ConfigPath): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) current = stepInto(current, step);
  return current;
}

function prove(
  before: LoadedConfig,
  after: LoadedConfig,
  intended: Json,
  texts: ReadonlyMap<string, string>,
): void {
  if (!sameValue(after.value, intended)) bug(before, "the new text does not give the intended value");
  for (const file of before.files) {
    const text = texts.get(file.path);
    if (text === undefined) continue;
    const read = parseJson5(text);
    if (!read.ok) bug(before, `the new text is not valid JSON5: ${read.message}`);
    if (before.files.length === 1 && !(read.ok && sameValue(read.value, intended))) {
      bug(before, "json5 does not read the intended value from the new text");
    }
    if (!keepsComments(file.text, text)) bug(before, "a comment would be lost");
  }
}

/** An edit that the new value already satisfies must leave the new text as it is, byte for byte. */
function proveStable(config: LoadedConfig, ops: readonly EditOp[]): void {
  const steps = new Map<ConfigFile, EditOp[]>();
  for (const op of ops) {
    if (!isSatisfied(config.value, op)) continue;
    for (const step of lower(config, op)) {
      const { file, path, refusal } = config.owner(step.path, step.op === "remove" ? "key" : "value");
      if (refusal !== null) continue;
      const list = steps.get(file) ?? [];
      steps.set(file, list);
      list.push({ ...step, path });
    }
  }
  for (const [file, list] of steps)
    if (!changesNothing(file.text, list)) bug(config, "a second run would change the file again");
}

/** True when an edit would leave the value as it is; seen at the place itself, without a copy of the whole. */
function isSatisfied(value: Json, op: EditOp): boolean {
  const current = valueAt(value, op.path);
  if (op.path.length === 0 || (current === undefined && op.op !== "remove"))
    return sameValue(applyToValue(value, [op]), value);
  if (op.op === "remove") return current === undefined;
  if (op.op === "set") return sameValue(current, op.value);
  if (!Array.isArray(current)) return sameValue(applyToValue(value, [op]), value);
  return current.some((item) => sameValue(item, op.value));
}

/** True when every comment of the old text is in the new one, in the same order. */
export function keepsComments(before: string, after: string): boolean {
  const kept = scan(after).comments;
  let next = 0;
  for (const comment of scan(before).comments) {
    while (next < kept.length && (kept[next]?.text !== comment.text || kept[next]?.kind !== comment.kind))
      next += 1;
    if (next >= kept.length) return false;
    next += 1;
  }
  return true;
}

function bug(config: LoadedConfig, what: string): never {
  throw new Error(
    `${basename(config.main.path)} was not changed because ${what}; please report this with the file`,
  );
}
