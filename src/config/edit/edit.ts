import type { Json } from "../../core/json.ts";
import { isObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { findNode } from "../read/locate.ts";
import { nodeValue } from "../read/scan.ts";
import type { EditOp } from "../read/types.ts";
import { sameValue } from "../read/values.ts";
import { applyBatch } from "./batch.ts";
import { insertItem } from "./insert.ts";
import { docOf, newItem, splice, splicesOf } from "./one-edit.ts";
import { removeItem } from "./remove.ts";
import { type Doc, styleOf } from "./style.ts";

/** What cannot be made at once so many times will not be: the look at it takes as long as an edit. */
const MOST_MISSES = 3;

const BOM = "\ufeff";

/**
 * Applies edits to a JSON5 text, in order. Not a byte moves outside the change: comments, quoting, indentation, trailing
 * commas and line ends stay, and what is new copies them. A text without a value gets an object.
 */
export function applyEdits(text: string, ops: readonly EditOp[]): string {
  const bom = text.startsWith(BOM) ? BOM : "";
  let current = text.slice(bom.length);
  let left = ops;
  let misses = 0;
  for (let [op] = left; op !== undefined; [op] = left) {
    const batch = left.length > 1 && misses < MOST_MISSES ? applyBatch(current, left) : null;
    misses = batch === null ? misses + 1 : 0;
    current = batch === null ? applyOne(current, op) : batch.text;
    left = batch === null ? left.slice(1) : batch.left;
  }
  return bom + current;
}

function applyOne(text: string, op: EditOp): string {
  const doc = docOf(text);
  if (doc === null) return op.op === "remove" ? text : applyOne(withObject(text), op);
  const splices = splicesOf(doc, op);
  if (splices !== null) return splice(text, splices);
  return op.op === "remove" ? removeTwins(doc, op.path) : setContainer(doc, op.path, op.value);
}

/** True when none of the edits, made alone, would change the text. */
export function changesNothing(text: string, ops: readonly EditOp[]): boolean {
  if (ops.length === 0) return true;
  const bom = text.startsWith(BOM) ? BOM : "";
  const body = text.slice(bom.length);
  const doc = docOf(body);
  return ops.every((op) => {
    const splices = doc === null ? null : splicesOf(doc, op);
    return splices === null ? applyOne(body, op) === body : splice(body, splices) === body;
  });
}

/** Puts an empty object behind the comments of a text that has no value. */
function withObject(text: string): string {
  const eol = /\r\n|[\n\r]/.exec(text)?.[0] ?? "\n";
  const ready = text === "" || /[\n\r\u2028\u2029]$/.test(text);
  return `${text}${ready ? "" : eol}{${eol}}${eol}`;
}

/** A key that stands twice goes twice: otherwise the hidden one would come to light. */
function removeTwins(doc: Doc, path: ConfigPath): string {
  const parent = findNode(doc.root, path.slice(0, -1))?.node;
  if (parent?.type !== "object") throw new Error("only keys stand twice");
  const index = parent.members.findIndex((member) => member.key === path.at(-1));
  return applyOne(splice(doc.text, removeItem(doc, parent, index)), { op: "remove", path });
}

/** Sets an object in the place of an object, or a list in the place of a list. */
function setContainer(doc: Doc, path: ConfigPath, value: Json): string {
  const found = findNode(doc.root, path);
  const old = found === null ? undefined : nodeValue(found.node);
  if (isObject(old) && isObject(value)) return applySteps(doc.text, objectSteps(old, value, path));
  if (Array.isArray(old) && Array.isArray(value)) return applyArray(doc, path, old, value);
  throw new Error("an edit of one step was taken for one of several");
}

function applySteps(text: string, steps: readonly EditOp[]): string {
  let current = text;
  for (const step of steps) current = applyOne(current, step);
  return current;
}

/** What turns one object into the other and leaves comments in peace. */
function objectSteps(
  old: { [key: string]: Json },
  value: { [key: string]: Json },
  path: ConfigPath,
): EditOp[] {
  const steps: EditOp[] = [];
  for (const key of Object.keys(old)) {
    if (!Object.hasOwn(value, key)) steps.push({ op: "remove", path: [...path, key] });
  }
  for (const [key, item] of Object.entries(value)) {
    if (!sameValue(Object.hasOwn(old, key) ? old[key] : undefined, item)) {
      steps.push({ op: "set", path: [...path, key], value: item });
    }
  }
  return steps;
}

/** Items that both arrays start or end with stay as they are; only what lies between is changed. */
function applyArray(doc: Doc, path: ConfigPath, old: readonly Json[], value: readonly Json[]): string {
  const shorter = Math.min(old.length, value.length);
  let head = 0;
  while (head < shorter && sameValue(old[head], value[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameValue(old.at(-1 - tail), value.at(-1 - tail))) tail += 1;
  let text = doc.text;
  const oldEnd = old.length - tail;
  const newEnd = value.length - tail;
  for (let i = oldEnd - 1; i >= Math.max(head, newEnd); i -= 1) {
    text = applyOne(text, { op: "remove", path: [...path, i] });
  }
  for (let i = head; i < newEnd; i += 1) {
    const item = value[i];
    if (item === undefined) continue;
    if (i < oldEnd) text = applyOne(text, { op: "set", path: [...path, i], value: item });
    else text = insertInArray(text, path, i, item);
  }
  return text;
}

function insertInArray(text: string, path: ConfigPath, index: number, value: Json): string {
  const doc = docOf(text);
  const node = doc === null ? undefined : findNode(doc.root, path)?.node;
  if (doc === null || node?.type !== "array") throw new Error("the array went away while it was edited");
  const style = styleOf(doc, node);
  return splice(text, insertItem(doc, node, index, style, newItem(doc, style, [index], value, [])));
}
