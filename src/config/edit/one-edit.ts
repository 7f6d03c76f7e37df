import { UserError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { isObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { findNode, nearestNode } from "../read/locate.ts";
import { nodeValue, scan } from "../read/scan.ts";
import type { EditOp, Node } from "../read/types.ts";
import { beyondEnd, cannotEdit, sameValue } from "../read/values.ts";
import { insertItem, type NewItem, type Splice } from "./insert.ts";
import { type Container, itemsOf } from "./items.ts";
import { type PrintOptions, printItems, printKey, printNotes, printValue } from "./print.ts";
import { keepComments, removeItem } from "./remove.ts";
import { Doc, type Style, styleOf } from "./style.ts";

/** A text with its tree; null for a text that has no value. Throws UserError for one that is not JSON5. */
export function docOf(text: string): Doc | null {
  const scanned = scan(text);
  if (scanned.ok) return new Doc(text, scanned.root, scanned.comments);
  if (scanned.error.empty) return null;
  const { line, column } = scanned.error;
  throw new UserError(`the text is not valid JSON5 (line ${line}, column ${column})`, {
    hint: "mend it first; nothing was changed",
  });
}

/** Makes replacements that do not overlap. */
export function splice(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: put } of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(from, start), put);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

/**
 * The splices of an edit that is one step, none when it changes nothing; null for one of several steps, each of which has
 * to see what the one before it made of the text: an object or a list in the place of another, a key that stands twice.
 */
export function splicesOf(doc: Doc, op: EditOp): Splice[] | null {
  if (op.op === "remove") return removal(doc, op.path);
  const { path, value, comment = [] } = op;
  const found = findNode(doc.root, path);
  if (op.op === "append") {
    if (!found) return insertAt(doc, [...path, 0], value, comment);
    if (found.node.type !== "array") throw cannotEdit(path, path, nodeValue(found.node));
    if (found.node.items.some((item) => sameValue(nodeValue(item), value))) return [];
    return insertAt(doc, [...path, found.node.items.length], value, comment);
  }
  if (!found) return insertAt(doc, path, value, comment);
  const old = nodeValue(found.node);
  if (sameValue(old, value)) return [];
  const isContainer = (isObject(old) && isObject(value)) || (Array.isArray(old) && Array.isArray(value));
  return isContainer ? null : replaceValue(doc, found.node, value);
}

function removal(doc: Doc, path: ConfigPath): Splice[] | null {
  const last = path.at(-1);
  if (last === undefined) throw new UserError("the whole config cannot be removed", { exitCode: 1 });
  const parent = findNode(doc.root, path.slice(0, -1))?.node;
  if (!parent || parent.type === "scalar") return [];
  if (parent.type === "array") {
    return typeof last === "number" && last < parent.items.length ? removeItem(doc, parent, last) : [];
  }
  const indexes = parent.members.flatMap((member, index) => (member.key === last ? [index] : []));
  const [first] = indexes;
  if (first === undefined) return [];
  return indexes.length === 1 ? removeItem(doc, parent, first) : null;
}

/** Inserts the value with all parents that are missing. */
function insertAt(doc: Doc, path: ConfigPath, value: Json, comment: readonly string[]): Splice[] {
  const { node, depth } = nearestNode(doc.root, path);
  const rest = path.slice(depth);
  const step = rest[0];
  const fits = typeof step === "number" ? node.type === "array" : node.type === "object";
  if (node.type === "scalar" || !fits) throw cannotEdit(path, path.slice(0, depth), nodeValue(node));
  const inner = rest.slice(1).some((index) => typeof index === "number" && index > 0);
  const index = itemsOf(node).length;
  if (inner || (typeof step === "number" && step > index)) throw beyondEnd(path);
  const style = styleOf(doc, node);
  return insertItem(doc, node, index, style, newItem(doc, style, rest, value, comment));
}

/** A member or item; `steps` is its key or index and, below it, the parents that are missing. */
export function newItem(
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
function replaceValue(doc: Doc, node: Node, value: Json): Splice[] {
  const eol = doc.eolAt(node.start);
  const indent = doc.indentAt(node.start);
  const flat = doc.style.oneLine || isInFlat(doc, node);
  const style = { ...doc.style, quote: ownQuote(doc, node) };
  const kept = keepComments(doc, doc.commentsIn(node.start, node.end), false, indent + style.unit);
  const lead = kept.text === "" ? "" : kept.text + (kept.line ? eol + indent + style.unit : " ");
  const text = lead + printValue(value, { style, indent, eol, flat });
  return [{ start: node.start, end: node.end, text }];
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
