import { type Json, sameJson } from "../../core/json.ts";
import { nodeValue } from "../read/scan.ts";
import type { ArrayNode, Comment, Node } from "../read/types.ts";
import { commentsBehind, isMovable, printComment, type Travel, wasAbout } from "./comments.ts";
import type { Splice } from "./insert.ts";
import { printValue } from "./print.ts";
import { type Doc, styleOf } from "./style.ts";

/** An item of a list with the comments that were written for it. */
interface Chunk {
  value: Json;
  text: string;
  /** On the lines above it. */
  above: Comment[];
  behind: Comment[];
}

/** A list of scalars with its comments. */
interface Annotated {
  /** Behind the bracket. */
  head: Comment[];
  /** Above the first item, if they are not for it alone. */
  top: Comment[];
  chunks: Chunk[];
  /** Below the last item. */
  tail: Comment[];
}

/**
 * Sets a list of scalars that has comments: an item that stays, or only changes its place, keeps them. Comments of items
 * that go are moved with their value (`travel`), else they stay at the end of the list, with a word on what they were about.
 * Null for a list without comments, or with a layout in which it is unclear what they are about. `adopt`: items without
 * comments get those that travel with them.
 */
export function setAnnotated(
  doc: Doc,
  node: ArrayNode,
  wanted: readonly Json[],
  travel: Travel,
  adopt = false,
): Splice[] | null {
  const list = annotated(doc, node);
  if (list === null || !wanted.every(isScalar)) return null;
  const { chunks } = list;
  const used = new Set<Chunk>();
  const style = styleOf(doc, node);
  const eol = doc.eolAt(node.end - 1);
  const items = wanted.map((value): Chunk => {
    const old = chunks.find((chunk) => !used.has(chunk) && sameJson(chunk.value, value));
    if (old !== undefined) {
      used.add(old);
      const bare = adopt && old.above.length + old.behind.length === 0;
      return bare ? { ...old, behind: coming(value, travel) } : old;
    }
    const text = printValue(value, { style, indent: "", eol, flat: true });
    return { value, text, above: [], behind: coming(value, travel) };
  });
  const comments =
    list.head.length + list.tail.length + chunks.flatMap((c) => [...c.above, ...c.behind]).length;
  if (comments === 0 && items.every((item) => item.behind.length === 0)) return null;
  const gone = chunks.filter((chunk) => !used.has(chunk));
  // above the first item it may be about the whole list
  const first = chunks[0];
  const top = first !== undefined && gone.includes(first) ? first.above.splice(0) : [];
  const left = gone.flatMap((chunk) => leftBehind(chunk, travel));
  const layout = { ...list, top, chunks: items, tail: [...left, ...list.tail] };
  const tall = doc.line(node.start) !== doc.line(node.end - 1);
  const habit = (node.commas.at(-1) ?? -1) >= 0;
  const text = tall ? printTall(doc, node, layout, eol, habit) : printFlat(layout, style.gap, habit);
  return text === null ? null : [{ start: node.start, end: node.end, text }];
}

function coming(value: Json, travel: Travel): Comment[] {
  return typeof value === "string" ? [...(travel.get(value) ?? [])] : [];
}

/** True when setAnnotated can give the items of a list comments. */
export function canAnnotate(doc: Doc, node: Node | undefined, wanted: readonly Json[]): boolean {
  const fits = node === undefined || (node.type === "array" && annotated(doc, node) !== null);
  return fits && wanted.every(isScalar);
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

function leftBehind({ value, text, above, behind }: Chunk, travel: Travel): Comment[] {
  const moved = typeof value === "string" && travel.has(value);
  return [...above, ...(moved ? [] : behind)].map((c) => ({ ...c, text: `${wasAbout(text)}${c.text}` }));
}

/** The list with its comments; null when they cannot be assigned or moved. */
function annotated(doc: Doc, node: ArrayNode): Annotated | null {
  if (node.items.some((item) => item.type !== "scalar")) return null;
  const all = doc.commentsIn(node.start, node.end);
  if (!all.every(isMovable)) return null;
  const head = all.filter(
    (c) => c.start < (node.items[0]?.start ?? node.end) && doc.line(c.start) === doc.line(node.start),
  );
  const firstLine = node.items[0] === undefined ? -1 : doc.line(node.items[0].start);
  const taken = new Set<Comment>(firstLine === doc.line(node.start) ? [] : head);
  const chunks = node.items.map((item, i): Chunk => {
    const behind = commentsBehind(doc, item.end, node.commas[i] ?? -1, node.items[i + 1]?.start ?? node.end);
    const above = all.filter((c) => c.end <= item.start && !taken.has(c));
    for (const comment of [...above, ...behind]) taken.add(comment);
    return { value: nodeValue(item), text: doc.text.slice(item.start, item.end), above, behind };
  });
  const tail = all.filter((c) => !taken.has(c));
  return { head: head.filter((c) => !chunks[0]?.above.includes(c)), top: [], chunks, tail };
}

function printTall(doc: Doc, node: ArrayNode, list: Annotated, eol: string, habit: boolean): string | null {
  const base = doc.indentAt(node.start);
  const first = node.items[0];
  const own = first !== undefined && doc.line(first.start) !== doc.line(node.start);
  const indent = own ? doc.indentAt(first.start) : base + doc.style.unit;
  const lines = list.chunks.flatMap((chunk, i) => {
    const comma = i < list.chunks.length - 1 || habit ? "," : "";
    const behind = chunk.behind.map((c, k) => ` ${printComment(c, k < chunk.behind.length - 1)}`).join("");
    return [...chunk.above.map((c) => printComment(c, false)), `${chunk.text}${comma}${behind}`];
  });
  lines.unshift(...list.top.map((c) => printComment(c, false)));
  lines.push(...list.tail.map((c) => printComment(c, false)));
  const head = list.head.map((c, k) => ` ${printComment(c, k < list.head.length - 1)}`).join("");
  return `[${head}${lines.map((line) => `${eol}${indent}${line}`).join("")}${eol}${base}]`;
}

function printFlat(list: Annotated, gap: string, habit: boolean): string {
  const print = (comments: readonly Comment[]) => comments.map((c) => printComment(c, true));
  const items = list.chunks.map((c) => [...print(c.above), c.text, ...print(c.behind)].join(" "));
  const text = items.join(`,${gap}`) + (habit && items.length > 0 ? "," : "");
  return `[${[...print(list.head), ...print(list.top), text, ...print(list.tail)].filter((part) => part !== "").join(" ")}]`;
}
