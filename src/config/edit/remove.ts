import type { Comment } from "../read/types.ts";
import type { Splice } from "./insert.ts";
import { type Container, itemsOf } from "./items.ts";
import type { Doc } from "./style.ts";

/** The splices that take an item out. Comments stay, also those inside the item: they may be all that is known of it. */
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
  // The item in front becomes the last: it must not gain a trailing comma that strict JSON would refuse.
  if (comma < 0 && before > 0) splices.push({ start: before - 1, end: before, text: "" });
  splices.push(cut(doc, item.start, end, doc.commentsIn(item.start, end)));
  return splices;
}

/**
 * The last item goes with all that parts it from the item in front, where that is blank and no comment follows: what
 * comes behind then stands behind the item in front as it stood behind this one.
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

/** Takes a range out with the blanks around it, but leaves its comments where it was. */
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
  // `[1, 2]`: without a blank in front, the one behind goes.
  return { start: lead, end: lead === start ? tail : end, text: "" };
}

/** Comments of a range that goes, one below the other or in one line. `line`: the last one ends its line. */
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

/** Offset behind the line break at `offset`. */
function lineEnd(doc: Doc, offset: number): number {
  return doc.text.startsWith("\r\n", offset) ? offset + 2 : Math.min(offset + 1, doc.text.length);
}
