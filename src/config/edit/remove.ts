import { getKey } from "../../core/json.ts";
import { nodeValue } from "../read/scan.ts";
import type { Comment, Node } from "../read/types.ts";
import { commentsBehind, labelSplice } from "./comments.ts";
import type { Splice } from "./insert.ts";
import { type Container, itemsOf } from "./items.ts";
import type { Doc } from "./style.ts";

/** Removes an item. Comments stay, including those inside the item. */
export function removeItem(doc: Doc, node: Container, index: number): Splice[] {
  const items = itemsOf(node);
  const item = items[index];
  if (!item) return [];
  if (items.length === 1 && doc.commentsIn(node.start, node.end).length === 0) {
    return [{ start: node.start + 1, end: node.end - 1, text: "" }];
  }
  const comma = node.commas[index] ?? -1;
  const end = comma >= 0 ? comma : item.end;
  const splices: Splice[] = [];
  const before = index > 0 ? (node.commas[index - 1] ?? -1) : -1;
  const joined =
    index === items.length - 1 ? joinEnds(doc, items[index - 1]?.end ?? -1, before, item, comma, end) : null;
  if (joined) return [joined];
  // The previous item becomes the last one and must not gain a trailing comma, which strict JSON refuses.
  if (comma < 0 && before > 0) splices.push({ start: before - 1, end: before, text: "" });
  splices.push(cut(doc, item.start, end, doc.commentsIn(item.start, end)));
  const limit = items[index + 1]?.start ?? node.end;
  const [behind] = doc.commentsIn(end, limit).length > 0 ? commentsBehind(doc, end, -1, limit) : [];
  const label = item.member?.key ?? labelOf(item.value);
  return behind === undefined || label === null ? splices : [...splices, labelSplice(behind, label)];
}

/** A removed list item in a word: a scalar as it is, an object by its id. */
function labelOf(node: Node): string | null {
  const value = nodeValue(node);
  const id = typeof value === "object" ? getKey(value, "id") : value;
  return id === undefined || (typeof id === "object" && id !== null) ? null : JSON.stringify(id);
}

/**
 * Removes the last item together with the whitespace after the previous item, if no comment is in between or follows. What
 * follows the item then follows the previous one in the same way.
 */
function joinEnds(
  doc: Doc,
  previousEnd: number,
  before: number,
  item: { start: number },
  comma: number,
  end: number,
): Splice | null {
  const tail = doc.blankEnd(end);
  const closes = doc.text[tail] === "}" || doc.text[tail] === "]";
  if (before < 0 || (comma >= 0 && doc.endsLine(tail)) || !(closes || doc.endsLine(tail))) return null;
  const start = comma < 0 ? previousEnd : before;
  return doc.commentsIn(start, end).length > 0 || item.start < start ? null : { start, end, text: "" };
}

/** Removes a range and the whitespace around it, but keeps its comments. */
function cut(doc: Doc, start: number, end: number, comments: readonly Comment[]): Splice {
  const lead = doc.blankStart(start);
  const tail = doc.blankEnd(end);
  const ownStart = lead === doc.lineStart(start);
  const ownEnd = doc.endsLine(tail);
  if (comments.length > 0) {
    const indent = doc.indentAt(start);
    const kept = keepComments(doc, comments, ownStart && ownEnd, indent);
    if (ownEnd) return { start, end: tail, text: kept.text };
    return { start, end: tail, text: kept.text + (kept.line ? doc.eolAt(start) + indent : " ") };
  }
  if (ownStart && ownEnd) return { start: lead, end: lineEnd(doc, tail), text: "" };
  if (ownStart) return { start, end: tail, text: "" };
  // `[1, 2]`: without a space before the item, the one after it is removed.
  return { start: lead, end: lead === start ? tail : end, text: "" };
}

/** The comments of a removed range, on separate lines or on one line. `line`: the last one ends its line. */
export function keepComments(
  doc: Doc,
  comments: readonly Comment[],
  lines: boolean,
  indent: string,
): { text: string; line: boolean } {
  let text = "";
  let line = false;
  for (const comment of comments) {
    if (text !== "") text += lines || line ? doc.eolAt(comment.start) + indent : " ";
    text += doc.text.slice(comment.start, comment.end);
    line = comment.kind === "line";
  }
  return { text, line };
}

/** The offset after the line break at `offset`. */
function lineEnd(doc: Doc, offset: number): number {
  return doc.text.startsWith("\r\n", offset) ? offset + 2 : Math.min(offset + 1, doc.text.length);
}
