import { UserError } from "../../core/errors.ts";
import { getKey, isObject, type Json, type JsonObject, sameJson } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { findNode, nearestNode } from "../read/locate.ts";
import { nodeValue, scan } from "../read/scan.ts";
import type { ArrayNode, EditOp, Node } from "../read/types.ts";
import { beyondEnd, cannotEdit } from "../read/values.ts";
import type { Travel } from "./comments.ts";
import { insertItem, type NewItem, type Splice } from "./insert.ts";
import { type Container, itemsOf } from "./items.ts";
import { setAnnotated } from "./list.ts";
import { cutComments, ownComments } from "./own-comments.ts";
import { type PrintOptions, printItems, printKey, printNotes, printValue } from "./print.ts";
import { keepComments, removeItem } from "./remove.ts";
import { Doc, type Style, styleOf } from "./style.ts";
import { travelSplices } from "./travel.ts";

/**
 * An edit, or a part of one. `insert` puts an item before the one at its path; `annotate` gives the items of a list the
 * comments that travel with them.
 */
export type Step =
  | EditOp
  | { op: "insert"; path: ConfigPath; value: Json }
  | { op: "annotate"; path: ConfigPath };

/** What a step does to a text, and the steps for the text after it. Both are empty when nothing changes. */
interface Effect {
  splices: Splice[];
  rest: Step[];
}

/** Parses a text. Its style is detected if none is given. Throws UserError for a text that is not JSON5. */
export function docOf(text: string, style?: Style): Doc {
  const scanned = scan(text);
  if (scanned.ok) return new Doc(text, scanned.root, scanned.comments, style);
  const { line, column } = scanned.error;
  throw new UserError(`the text is not valid JSON5 (line ${line}, column ${column})`, {
    hint: "fix it first; nothing was changed",
  });
}

/** Computes the effect of a step. An object or list is replaced item by item, so that its comments stay. */
export function effectOf(doc: Doc, step: Step, travel: Travel = NONE): Effect {
  const { path } = step;
  if (step.op === "remove") {
    const comments = step.withComments === true ? ownComments(doc, path) : [];
    if (comments.length === 0) return removal(doc, path);
    return { splices: cutComments(doc, comments), rest: [{ op: "remove", path }] };
  }
  if (step.op === "insert") return now(insertBetween(doc, path, step.value));
  const found = findNode(doc.root, path);
  if (step.op === "annotate") {
    const { node } = found ?? {};
    return now(node?.type === "array" ? (setAnnotated(doc, node, arrayOf(node), travel, true) ?? []) : []);
  }
  const { value, comment = [] } = step;
  const later: Step[] = travel.size > 0 ? [{ op: "annotate", path }] : [];
  if (step.op === "append") {
    if (!found) return { splices: insertAt(doc, [...path, 0], value, comment), rest: later };
    const list = nodeValue(found.node);
    if (!Array.isArray(list)) throw cannotEdit(path, path, list);
    if (list.some((item) => sameJson(item, value))) return now([]);
    return { splices: insertAt(doc, [...path, list.length], value, comment), rest: later };
  }
  if (!found) return { splices: insertAt(doc, path, value, comment), rest: later };
  const old = nodeValue(found.node);
  if (sameJson(old, value)) return now([]);
  if (isObject(old) && isObject(value)) return { splices: [], rest: objectSteps(old, value, path) };
  if (found.node.type === "array" && Array.isArray(old) && Array.isArray(value)) {
    const annotated = setAnnotated(doc, found.node, value, travel);
    return annotated === null ? { splices: [], rest: arraySteps(old, value, path) } : now(annotated);
  }
  return now([...replaceValue(doc, found.node, value), ...travelSplices(doc, path, old, value, travel)]);
}

const NONE: Travel = new Map();

function arrayOf(node: ArrayNode): Json[] {
  return node.items.map((item) => nodeValue(item));
}

function now(splices: Splice[]): Effect {
  return { splices, rest: [] };
}

/** A duplicate key is removed twice, or the hidden one would take effect. */
function removal(doc: Doc, path: ConfigPath): Effect {
  const last = path.at(-1);
  if (last === undefined) throw new UserError("the whole config cannot be removed", { exitCode: 1 });
  const parent = findNode(doc.root, path.slice(0, -1))?.node;
  if (!parent || parent.type === "scalar") return now([]);
  if (parent.type === "array") {
    if (typeof last !== "number" || parent.items[last] === undefined) return now([]);
    const left = arrayOf(parent).filter((_, i) => i !== last);
    return now(setAnnotated(doc, parent, left, NONE) ?? removeItem(doc, parent, last));
  }
  const [first, second] = parent.members.flatMap(({ key }, index) => (key === last ? [index] : []));
  if (first === undefined) return now([]);
  const rest: Step[] = second === undefined ? [] : [{ op: "remove", path }];
  return { splices: removeItem(doc, parent, first), rest };
}

/** The steps from one object to another. */
export function objectSteps(old: JsonObject, value: JsonObject, path: ConfigPath): EditOp[] {
  const steps: EditOp[] = [];
  for (const key of Object.keys(old)) {
    if (!Object.hasOwn(value, key)) steps.push({ op: "remove", path: [...path, key] });
  }
  for (const [key, item] of Object.entries(value)) {
    if (!sameJson(getKey(old, key), item)) steps.push({ op: "set", path: [...path, key], value: item });
  }
  return steps;
}

/** The steps from one array to another. The common start and end stay unchanged. */
function arraySteps(old: readonly Json[], value: readonly Json[], path: ConfigPath): Step[] {
  const shorter = Math.min(old.length, value.length);
  let head = 0;
  while (head < shorter && sameJson(old[head], value[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameJson(old.at(-1 - tail), value.at(-1 - tail))) tail += 1;
  const oldEnd = old.length - tail;
  const newEnd = value.length - tail;
  const steps: Step[] = [];
  for (let i = oldEnd - 1; i >= Math.max(head, newEnd); i -= 1) {
    steps.push({ op: "remove", path: [...path, i] });
  }
  for (const [i, item] of value.slice(0, newEnd).entries()) {
    if (i >= head) steps.push({ op: i < oldEnd ? "set" : "insert", path: [...path, i], value: item });
  }
  return steps;
}

/** Inserts the value with its missing parents. */
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

/** Inserts an array item before the one at the path. */
function insertBetween(doc: Doc, path: ConfigPath, value: Json): Splice[] {
  const node = findNode(doc.root, path.slice(0, -1))?.node;
  const index = path.at(-1);
  if (node?.type !== "array" || typeof index !== "number") throw new Error("the array is gone");
  const style = styleOf(doc, node);
  return insertItem(doc, node, index, style, newItem(doc, style, [index], value, []));
}

/** A member or item. `steps` is its key or index, followed by the missing parents of the value. */
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
      // The key copies the style of its neighbors; the inside of the new value copies that of the file.
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
  // A list of one scalar stays on one line.
  const list =
    typeof first === "number" && below.length === 0 && comment.length === 0 && !options.style.tallArrays;
  const flat = options.flat || (list && (typeof value !== "object" || value === null));
  return printItems(typeof first === "number" ? "[]" : "{}", [print], { ...options, flat });
}

/** Replaces a value with one of another kind. Comments inside the old value move before the new one. */
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

/** The quote of the old string, else the file's. */
function ownQuote(doc: Doc, node: Node): Style["quote"] {
  const char = doc.text.charAt(node.start);
  return char === "'" || char === '"' ? char : doc.style.quote;
}

/** True when the container of a value is on one line. */
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
