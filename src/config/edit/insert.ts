import type { Node, Span } from "../read/types.ts";
import { type Container, itemsOf } from "./items.ts";
import { type PrintOptions, printNotes } from "./print.ts";
import type { Doc, Style } from "./style.ts";

/** Replaces a range of a text. */
export interface Splice extends Span {
  text: string;
}

/** A new member or item, printed once its place and indentation are known. */
export interface NewItem {
  print(options: PrintOptions): string;
  /** A non-empty array or object, which gets several lines if possible. */
  tall: boolean;
  notes: readonly string[];
}

/** Inserts an item at `index` of a container, after the previous item and its comment. */
export function insertItem(doc: Doc, node: Container, index: number, style: Style, item: NewItem): Splice[] {
  const count = itemsOf(node).length;
  if (count === 0) return insertFirst(doc, node, style, item);
  return index < count ? insertBefore(doc, node, index, style, item) : insertLast(doc, node, style, item);
}

function printed(item: NewItem, options: PrintOptions): string {
  return printNotes(item.notes, options) + item.print(options);
}

/** True when the item starts on a line below the previous comma or bracket. */
function onOwnLine(doc: Doc, node: Container, index: number): boolean {
  const before = index === 0 ? node.start : (node.commas[index - 1] ?? node.start) - 1;
  const start = itemsOf(node)[index]?.start ?? node.start;
  return doc.line(before) < doc.line(start);
}

/** True for `[{ … }, { … }]` with objects that span several lines. */
function hugs(doc: Doc, value: Node): boolean {
  return value.type !== "scalar" && doc.line(value.start) !== doc.line(value.end - 1);
}

/** Skips comments that start on the line of `offset`; `line` is true when the last one ends the line. */
function skipComments(doc: Doc, offset: number, limit: number): { end: number; line: boolean } {
  let end = offset;
  for (const comment of doc.commentsIn(offset, limit)) {
    if (doc.blankEnd(end) !== comment.start) break;
    end = comment.end;
    if (comment.kind === "line") return { end, line: true };
    if (doc.line(comment.start) !== doc.line(comment.end)) break;
  }
  return { end, line: false };
}

function insertLast(doc: Doc, node: Container, style: Style, item: NewItem): Splice[] {
  const items = itemsOf(node);
  const index = items.length - 1;
  const last = items[index];
  if (!last) return [];
  const comma = node.commas[index] ?? -1;
  const habit = comma >= 0 ? "," : "";
  const from = comma >= 0 ? comma : last.end;
  const after = skipComments(doc, from, node.end - 1);
  const own = onOwnLine(doc, node, index);
  const eol = doc.eolAt(last.start);
  if (!own && habit === "" && index > 0 && commaLeads(doc, node, index)) {
    const options = { style, indent: doc.indentAt((node.commas[index - 1] ?? 1) - 1), eol, flat: false };
    // Notes go on a line above, not between comma and item.
    const text = `${printNotes(item.notes, options)},${style.gap}${item.print(options)}`;
    return [{ start: after.end, end: after.end, text: `${eol}${options.indent}${text}` }];
  }
  if (own || after.line) {
    const indent = own ? doc.indentAt(last.start) : doc.indentAt(node.start) + style.unit;
    const text = eol + indent + printed(item, { style, indent, eol, flat: false }) + habit;
    const splices = [{ start: after.end, end: after.end, text }];
    return habit === "" ? [{ start: last.end, end: last.end, text: "," }, ...splices] : splices;
  }
  const text = flatOrTall(doc, last, style, item, eol) + habit;
  return [
    { start: after.end, end: after.end, text: (habit === "" ? "," : "") + gapOf(doc, node, style) + text },
  ];
}

/** The longest line that a one-line container may grow to; beyond that, the new value gets several lines. */
const LONG_LINE = 120;

function flatOrTall(
  doc: Doc,
  neighbor: { start: number; value: Node },
  style: Style,
  item: NewItem,
  eol: string,
): string {
  const options = { style, indent: doc.indentAt(neighbor.start), eol };
  const flat = inLine(item, { ...options, flat: true });
  if (!hugs(doc, neighbor.value)) {
    const used = neighbor.start - doc.lineStart(neighbor.start);
    if (style.oneLine || !item.tall || used + flat.length <= LONG_LINE) return flat;
  }
  return inLine(item, { ...options, flat: false });
}

/** Prints notes as block comments: a line comment would swallow the rest of the line. */
function inLine(item: NewItem, options: PrintOptions): string {
  return printNotes(item.notes, { ...options, flat: true }) + item.print(options);
}

/** True for commas at the start of a line instead of at the end. */
function commaLeads(doc: Doc, node: Container, index: number): boolean {
  const before = itemsOf(node)[index - 1];
  const comma = node.commas[index - 1] ?? -1;
  return before !== undefined && comma > 0 && doc.line(before.end) < doc.line(comma - 1);
}

/** The space after this container's commas, else that of the file. */
function gapOf(doc: Doc, node: Container, style: Style): string {
  const items = itemsOf(node);
  const last = items.at(-1);
  const comma = node.commas[items.length - 2] ?? -1;
  if (!last || comma < 0) return style.gap;
  const gap = doc.text.slice(comma, last.start);
  return gap === "" || gap === " " ? gap : style.gap;
}

function insertBefore(doc: Doc, node: Container, index: number, style: Style, item: NewItem): Splice[] {
  const next = itemsOf(node)[index];
  if (!next) return [];
  const from = index === 0 ? node.start + 1 : (node.commas[index - 1] ?? next.start);
  const eol = doc.eolAt(next.start);
  if (onOwnLine(doc, node, index)) {
    const after = skipComments(doc, from, next.start);
    const indent = doc.indentAt(next.start);
    // A block comment that ends on the item's line stays with the item.
    const at = doc.line(after.end) === doc.line(next.start) ? from : after.end;
    const text = `${eol}${indent}${printed(item, { style, indent, eol, flat: false })},`;
    return [{ start: at, end: at, text }];
  }
  const text = flatOrTall(doc, next, style, item, eol);
  const gap = doc.text.slice(from, next.start);
  const clear = doc.blankEnd(from) === next.start;
  if (clear) {
    const space = index === 0 ? style.gap : gap;
    return [{ start: next.start, end: next.start, text: `${text},${space}` }];
  }
  return [{ start: from, end: from, text: `${index === 0 ? "" : style.gap}${text},` }];
}

function insertFirst(doc: Doc, node: Container, style: Style, item: NewItem): Splice[] {
  const from = node.start + 1;
  const close = node.end - 1;
  const eol = doc.eolAt(close);
  const base = doc.indentAt(node.start);
  const comments = doc.commentsIn(from, close);
  const last = comments.at(-1);
  const tallInside = doc.line(node.start) !== doc.line(close);
  const stretch = tallInside || wantsLines(node, style, item);
  const habit = style.trailing && stretch ? "," : "";
  if (!last) {
    if (!stretch) {
      const pad = node.type === "object" ? style.pad : "";
      const text = pad + inLine(item, { style, indent: base, eol, flat: true }) + pad;
      return [{ start: from, end: close, text }];
    }
    const indent = base + style.unit;
    const text = eol + indent + printed(item, { style, indent, eol, flat: false }) + habit;
    return [
      tallInside
        ? { start: from, end: firstBreak(doc, from), text }
        : { start: from, end: close, text: text + eol + base },
    ];
  }
  if (!stretch) {
    const text = ` ${inLine(item, { style, indent: base, eol, flat: true })}`;
    return [{ start: last.end, end: last.end, text }];
  }
  const aligned = doc.indentAt(last.start);
  const startsLine = doc.lineStart(last.start) + aligned.length === last.start;
  const indent = startsLine && aligned.length > base.length ? aligned : base + style.unit;
  const text = eol + indent + printed(item, { style, indent, eol, flat: false }) + habit;
  const breaks = doc.line(last.end) !== doc.line(close);
  return [
    breaks
      ? { start: last.end, end: last.end, text }
      : { start: last.end, end: close, text: text + eol + base },
  ];
}

/** True when a first item spreads an empty container over several lines. */
function wantsLines(node: Container, style: Style, item: NewItem): boolean {
  if (style.oneLine) return false;
  if (item.tall || item.notes.length > 0) return true;
  return node.type === "array" ? style.tallArrays : !style.flatObjects;
}

function firstBreak(doc: Doc, offset: number): number {
  return doc.endsLine(doc.blankEnd(offset)) ? doc.blankEnd(offset) : offset;
}
