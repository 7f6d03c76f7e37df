import { basename } from "node:path";
import { UserError } from "../../core/errors.ts";
import { getIn, isObject, type Json, sameJson } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { applyEdits, changesNothing } from "../edit/edit.ts";
import { objectSteps } from "../edit/one-edit.ts";
import { BOM, STDIN } from "../read/file.ts";
import { parseJson5 } from "../read/json5.ts";
import type { Comment, ConfigFile, EditOp, LoadedConfig } from "../read/types.ts";
import { applyToValue, kindOf } from "../read/values.ts";

/** One file to write. */
export interface FileChange {
  path: string;
  /** The main file of the config that it is a part of. */
  config: string;
  /** Complete texts including a BOM. `before` is null for a new file. */
  before: string | null;
  after: string;
  /** SHA-256 of the current bytes; null for a new file. */
  hash: string | null;
  /** Permission bits of the file afterwards; null: those of a new file, 0600. */
  mode: number | null;
  /** Bytes to write instead of `after`, to restore a backup unchanged. */
  raw?: Uint8Array;
  /** True to remove the file; `after` is then empty. */
  removes?: boolean;
}

/** Verified changes, not yet written. `changed` is false when there is nothing to do. */
export interface EditPlan {
  changes: FileChange[];
  changed: boolean;
}

/**
 * Computes the new text of every edited file and verifies it: json5 reads the intended value from the new texts, no comment
 * is lost, and a second run changes nothing. Anything else is thrown as a bug, before a byte is written.
 */
export function planEdits(config: LoadedConfig, ops: readonly EditOp[]): EditPlan {
  const intended = applyToValue(config.value, ops);
  const current = config.files.length === 1 ? applyAll(config, ops) : applyEach(config, ops);
  if (!sameJson(current.value, intended)) bug(config, "the new text does not give the intended value");
  proveStable(current, ops);
  const moves = ops.some((op) => op.op === "remove" && op.withComments === true);
  const changes = current.files.flatMap((file) => changeOf(config, file, moves));
  if (changes.length > 0) for (const file of current.files) proveRead(config, file);
  return { changes, changed: changes.length > 0 };
}

function changeOf(config: LoadedConfig, { path, text, comments }: ConfigFile, moves: boolean): FileChange[] {
  const old = config.files.find((file) => file.path === path);
  if (old === undefined || old.text === text) return [];
  if (!(moves ? movesComments : keepsComments)(old.comments, comments))
    bug(config, "a comment would be lost");
  const bom = old.bom ? BOM : "";
  const { hash, mode } = old;
  return [{ config: config.main.path, path, before: bom + old.text, after: bom + text, hash, mode }];
}

/** json5 is the authority: if it reads a file differently than the scanner, changed or not, nothing is written. */
function proveRead(config: LoadedConfig, { path, text, value }: ConfigFile): void {
  const read = parseJson5(text);
  if (!read.ok) bug(config, `json5 does not read ${basename(path)}: ${read.message}`);
  if (!sameJson(read.value, value)) bug(config, `json5 reads another value from ${basename(path)}`);
}

/** The plan of a file that does not exist yet. The text must be a config. */
export function planNewFile(path: string, text: string): EditPlan {
  const read = parseJson5(text);
  if (!read.ok) throw new Error(`the new text of ${path} is not valid JSON5: ${read.message}`);
  if (!isObject(read.value)) throw new Error(`the new text of ${path} holds ${kindOf(read.value)}`);
  const change = { config: path, path, before: null, after: text, hash: null, mode: null };
  return { changes: [change], changed: true };
}

/** Applies all edits at once to the only file. */
function applyAll(config: LoadedConfig, ops: readonly EditOp[]): LoadedConfig {
  for (const op of ops) ownerOf(config, op);
  const { path, text } = config.main;
  const after = applyEdits(text, ops);
  return after === text ? config : config.withTexts(new Map([[path, after]]));
}

/** Applies edits to several files one by one, since each may change which file owns the next. */
function applyEach(config: LoadedConfig, ops: readonly EditOp[]): LoadedConfig {
  let current = config;
  for (const op of ops) {
    for (const step of lower(current, op)) {
      const { file, path } = ownerOf(current, step);
      const after = applyEdits(file.text, [{ ...step, path }]);
      if (after !== file.text) current = current.withTexts(new Map([[file.path, after]]));
    }
  }
  return current;
}

function ownerOf(config: LoadedConfig, op: EditOp): { file: ConfigFile; path: ConfigPath } {
  const owner = config.owner(op.path, op.op === "remove" ? "key" : "value");
  if (owner.refusal !== null) {
    throw new UserError(`${owner.refusal}; this edit is not made automatically`, {
      hint: `change ${owner.file.path} manually`,
      exitCode: 1,
    });
  }
  if (owner.file.path === STDIN) throw new UserError("a config from standard input cannot be changed");
  return owner;
}

/** Splits a `set` whose old value comes partly from includes, so that every part reaches the file that owns it. */
function lower(config: LoadedConfig, op: EditOp): EditOp[] {
  if (op.op !== "set" || config.files.length === 1 || !config.includesBelow(op.path)) return [op];
  const old = getIn(config.value, op.path);
  if (old === undefined || sameJson(old, op.value)) return old === undefined ? [op] : [];
  if (!isObject(old) || !isObject(op.value)) {
    // A list or scalar that comes from one file can be set there; anything else would remove an include.
    const { refusal, path } = config.owner(op.path);
    if (refusal !== null || path.length === 0) return [op];
    throw new UserError(`${formatPath(op.path)} holds an $include; this edit is not made automatically`, {
      hint: `change ${config.owner(op.path).file.path} manually`,
      exitCode: 1,
    });
  }
  return objectSteps(old, op.value, op.path).flatMap((step) => lower(config, step));
}

/** Checks that the edits satisfied by the new value would not change the new text. */
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

/** True when an edit would not change the value. */
function isSatisfied(value: Json, op: EditOp): boolean {
  const current = getIn(value, op.path);
  if (op.op === "remove") return current === undefined;
  if (op.op === "set") return sameJson(current, op.value);
  return Array.isArray(current) && current.some((item) => sameJson(item, op.value));
}

/** True when every comment of the old text is in the new one, maybe with a word on what it was about before it. @internal */
export function keepsComments(before: readonly Comment[], after: readonly Comment[]): boolean {
  const left = new Map<string, number>();
  for (const { text } of after) left.set(text.trim(), (left.get(text.trim()) ?? 0) + 1);
  const take = (text: string | undefined): boolean => {
    const count = text === undefined ? 0 : (left.get(text) ?? 0);
    if (text !== undefined && count > 0) left.set(text, count - 1);
    return count > 0;
  };
  const changed = before.map(({ text }) => text.trim()).filter((text) => !take(text));
  const labeled = (text: string) => (other: string) =>
    (left.get(other) ?? 0) > 0 && other.startsWith("was ") && other.endsWith(text);
  return changed.every((text) => take([...left.keys()].find(labeled(text))));
}

/** True when the words of every comment of the old text are in the comments of the new one. @internal */
export function movesComments(before: readonly Comment[], after: readonly Comment[]): boolean {
  const words = (text: string) => text.replace(/[\s*]+/g, " ").trim();
  const left = ` ${words(after.map(({ text }) => text).join(" "))} `;
  return before.every(({ text }) => left.includes(` ${words(text)} `) || words(text) === "");
}

function bug(config: LoadedConfig, what: string): never {
  throw new Error(
    `${basename(config.main.path)} was not changed because ${what}; please report this with the file`,
  );
}
