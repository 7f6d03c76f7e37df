import { placeOf } from "../../config/read/file.ts";
import type { Comment, ConfigFile, EditOp, LoadedConfig, Place } from "../../config/read/types.ts";
import { getIn, type Json } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { redactSecrets } from "../../core/text.ts";

/** Characters of a comment that a note repeats. */
const SHOWN = 60;

/**
 * A note for each comment beside or directly above a value that the edits replace: what it says may no longer be true.
 * Comments are never changed.
 */
export function commentNotes(config: LoadedConfig, ops: readonly EditOp[]): string[] {
  return ops.flatMap((op) => {
    if (op.op !== "set") return [];
    const before = getIn(config.value, op.path);
    const { place, exact } = config.locate(op.path);
    const key = config.locate(op.path, "key").place;
    if (!exact || !isScalar(before) || !isScalar(op.value) || before === op.value) return [];
    const { file } = config.owner(op.path);
    const change = `${formatPath(op.path)} changes from ${shown(before)} to ${shown(op.value)}`;
    return commentsAt(file, key, place).map(
      ({ line, text }) => `the comment at line ${line} ("${clean(text)}") may no longer be true: ${change}`,
    );
  });
}

function isScalar(value: Json | undefined): value is null | boolean | number | string {
  return value !== undefined && (value === null || typeof value !== "object");
}

function shown(value: null | boolean | number | string): string {
  return redactSecrets(JSON.stringify(value), []);
}

/** Without long words, since a comment may hold a key. */
function clean(text: string): string {
  const line = redactSecrets(text, [])
    .replace(/[^\s"'`]{20,}/g, "…")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
}

/**
 * Comments that begin on the line of a value's end, after it. Where the key begins its line, also one that has the line
 * above to itself; else that one is about more than this value.
 */
function commentsAt(file: ConfigFile, key: Place, value: Place): { line: number; text: string }[] {
  const lines = file.text.split(/\r\n|[\n\r\u2028\u2029]/);
  const begins = (lines[key.line - 1] ?? "").slice(0, key.column - 1).trim() === "";
  return file.comments.flatMap((comment) => {
    const at = placeOf(file, comment);
    const beside = at.line === value.endLine && at.column >= value.endColumn;
    const above = begins && at.endLine === key.line - 1 && standsAlone(file, comment);
    return beside || above ? [{ line: at.line, text: comment.text }] : [];
  });
}

function standsAlone({ text }: ConfigFile, { start }: Comment): boolean {
  return /(?:^|[\r\n\u2028\u2029])[ \t]*$/.test(text.slice(Math.max(0, start - 200), start));
}
