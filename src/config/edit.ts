import { UserError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { insertItem, type NewItem, type Splice } from "./insert.ts";
import { findNode, nearestNode } from "./locate.ts";
import { type PrintOptions, printItems, printKey, printNotes, printValue } from "./print.ts";
import { keepComments, removeItem } from "./remove.ts";
import { nodeValue, scan } from "./scan.ts";
import { type Container, Doc, itemsOf, type Style, styleOf } from "./style.ts";
import type { EditOp, Node } from "./types.ts";
import { beyondEnd, cannotEdit, sameValue } from "./values.ts";

const BOM = "\ufeff";

/**
 * Applies edits to a JSON5 text, in order. Not a byte moves outside the change: comments, quoting, indentation, trailing
 * commas and line ends stay, and what is new copies them. A text without a value gets an object.
 */
export function applyEdits(text: string, ops: readonly EditOp[]): string {
  const bom = text.startsWith(BOM) ? BOM : "";
  let current = text.slice(bom.length);
  for (const op of ops) current = applyOne(current, op);
  return bom + current;
}

function applyOne(text: string, op: EditOp): string {
  const scanned = scan(text);
  if (!scanned.ok) {
    if (scanned.error.empty) return op.op === "remove" ? text : applyOne(withObject(text), op);
    const { line, column } = scanned.error;
    throw new UserError(`the text is not valid JSON5 (line ${line}, column ${column})`, {
      hint: "mend it first; nothing was changed",
    });
  }
  const doc = new Doc(text, scanned.root, scanned.comments);
  if (op.op === "remove") return applyRemove(doc, op.path);
  return op.op === "set"
    ? applySet(doc, op.path, op.value, op.comment ?? [])
    : applyAppend(doc, op.path, op.value, op.comment ?? []);
}

/** Puts an empty object behind the comments of a text that has no value. */
function withObject(text: string): string {
  const eol = /\r\n|[\n\r]/.exec(text)?.[0] ?? "\n";
  const ready = text === "" || /[\n\r\u2028\u2029]$/.test(text);
  return `${text}${ready ? "" : eol}{${eol}}${eol}`;
}

function splice(text: string, splices: readonly Splice[]): string {
  let result = "";
  let from = 0;
  for (const { start, end, text: put } of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(from, start) + put;
    from = end;
  }
  return result + text.slice(from);
}

function applyRemove(doc: Doc, path: ConfigPath): string {
  const last = path.at(-1);
  if (last === undefined) throw new UserError("the whole config cannot be removed", { exitCode: 1 });
  const parent = findNode(doc.root, path.slice(0, -1))?.node;
  if (!parent || parent.type === "scalar") return doc.text;
  const index =
    parent.type === "array"
      ? typeof last === "number" && last < parent.items.length
        ? last
        : -1
      : parent.members.findIndex((member) => member.key === last);
  if (index < 0) return doc.text;
  const text = splice(doc.text, removeItem(doc, parent, index));
  // A key that stands twice goes twice: otherwise the hidden one would come to light.
  return parent.type === "array" ? text : applyOne(text, { op: "remove", path });
}

function applyAppend(doc: Doc, path: ConfigPath, value: Json, comment: readonly string[]): string {
  const found = findNode(doc.root, path);
  if (!found) return insertAt(doc, [...path, 0], value, comment);
  if (found.node.type !== "array") throw cannotEdit(path, path, nodeValue(found.node));
  if (found.node.items.some((item) => sameValue(nodeValue(item), value))) return doc.text;
  return insertAt(doc, [...path, found.node.items.length], value, comment);
}

function applySet(doc: Doc, path: ConfigPath, value: Json, comment: readonly string[]): string {
  const found = findNode(doc.root, path);
  if (!found) return insertAt(doc, path, value, comment);
  const { node } = found;
  const old = nodeValue(node);
  if (sameValue(old, value)) return doc.text;
  if (isObject(old) && isObject(value)) return applySteps(doc.text, objectSteps(old, value, path));
  if (node.type === "array" && Array.isArray(old) && Array.isArray(value)) {
    return applyArray(doc, path, old, value);
  }
  return replaceValue(doc, node, value);
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
  const scanned = scan(text);
  const node = scanned.ok ? findNode(scanned.root, path)?.node : undefined;
  if (!scanned.ok || node?.type !== "array") throw new Error("the array went away while it was edited");
  const doc = new Doc(text, scanned.root, scanned.comments);
  const style = styleOf(doc, node);
  return splice(text, insertItem(doc, node, index, style, newItem(doc, style, [index], value, [])));
}

/** Inserts the value with all parents that are missing. */
function insertAt(doc: Doc, path: ConfigPath, value: Json, comment: readonly string[]): string {
  const { node, depth } = nearestNode(doc.root, path);
  const rest = path.slice(depth);
  const step = rest[0];
  const fits = typeof step === "number" ? node.type === "array" : node.type === "object";
  if (node.type === "scalar" || !fits) throw cannotEdit(path, path.slice(0, depth), nodeValue(node));
  const inner = rest.slice(1).some((index) => typeof index === "number" && index > 0);
  const index = itemsOf(node).length;
  if (inner || (typeof step === "number" && step > index)) throw beyondEnd(path);
  const style = styleOf(doc, node);
  return splice(doc.text, insertItem(doc, node, index, style, newItem(doc, style, rest, value, comment)));
}

/** A member or item; `steps` is its key or index and, below it, the parents that are missing. */
function newItem(
  doc: Doc,
  style: Style,
  steps: ConfigPath,
  value: Json,
  comment: readonly string[],
): NewItem {
  const [first, ...below] = steps;
  return {
    notes: below.length === 0 ? comment : [],
    tall: below.length > 0 || (typeof value === "object" && value !== null && !isFlatValue(value, doc.style)),
    print(options) {
      // The key copies its neighbours; what lies inside the new value copies the file.
      const nested = {
        ...options,
        style: { ...doc.style, quote: typeof value === "string" ? style.quote : doc.style.quote },
      };
      const text = printNested(below, value, comment, nested);
      return typeof first === "string" ? printKey(first, style) + style.colon + text : text;
    },
  };
}

function isFlatValue(value: Json, style: Style): boolean {
  const scalars = (items: Json[]) => items.every((item) => typeof item !== "object" || item === null);
  if (Array.isArray(value)) return value.length === 0 || (!style.tallArrays && scalars(value));
  return isObject(value) && Object.keys(value).length === 0;
}

function printNested(
  steps: ConfigPath,
  value: Json,
  comment: readonly string[],
  options: PrintOptions,
): string {
  const [first, ...below] = steps;
  if (first === undefined) return printValue(value, options);
  const print = (inner: PrintOptions): string => {
    const notes = below.length === 0 ? printNotes(comment, inner) : "";
    const key = typeof first === "string" ? printKey(first, options.style) + options.style.colon : "";
    return notes + key + printNested(below, value, comment, inner);
  };
  // A list of one scalar needs no lines of its own.
  const list =
    typeof first === "number" && below.length === 0 && comment.length === 0 && !options.style.tallArrays;
  const flat = options.flat || (list && (typeof value !== "object" || value === null));
  return printItems(typeof first === "number" ? "[]" : "{}", [print], { ...options, flat });
}

/** Puts a value of another kind in a value's place. Comments inside the old value come to stand in front of the new. */
function replaceValue(doc: Doc, node: Node, value: Json): string {
  const eol = doc.eolAt(node.start);
  const indent = doc.indentAt(node.start);
  const flat = doc.style.oneLine || isInFlat(doc, node);
  const style = { ...doc.style, quote: ownQuote(doc, node) };
  const kept = keepComments(doc, doc.commentsIn(node.start, node.end), false, indent + style.unit);
  const lead = kept.text === "" ? "" : kept.text + (kept.line ? eol + indent + style.unit : " ");
  const text = lead + printValue(value, { style, indent, eol, flat });
  return splice(doc.text, [{ start: node.start, end: node.end, text }]);
}

/** A string keeps its own quotes. */
function ownQuote(doc: Doc, node: Node): Style["quote"] {
  const char = doc.text.charAt(node.start);
  return char === "'" || char === '"' ? char : doc.style.quote;
}

/** True when the container around a value stands in one line. */
function isInFlat(doc: Doc, node: Node): boolean {
  let around: Container | null = null;
  let current: Node | undefined = doc.root;
  while (current && current !== node && current.type !== "scalar") {
    around = current;
    const inner: { value: Node } | undefined = itemsOf(current).find(
      (item) => item.value.start <= node.start && item.value.end >= node.end,
    );
    current = inner?.value;
  }
  return around !== null && doc.line(around.start) === doc.line(around.end - 1);
}
