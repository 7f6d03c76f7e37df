import type { ConfigPath } from "../../core/path.ts";
import { findNode } from "../read/locate.ts";
import type { Comment } from "../read/types.ts";
import type { Splice } from "./insert.ts";
import { itemsOf } from "./items.ts";
import type { Doc } from "./style.ts";

/** The comments of a member: on the lines directly above it, inside it, and after it on its last line. */
export function ownComments(doc: Doc, path: ConfigPath): readonly Comment[] {
  const parent = findNode(doc.root, path.slice(0, -1))?.node;
  if (!parent || parent.type === "scalar") return [];
  const items = itemsOf(parent);
  const index = items.findIndex(({ member }, i) => (member === null ? i : member.key) === path.at(-1));
  const item = items[index];
  if (item === undefined) return [];
  const comma = parent.commas[index] ?? -1;
  const end = comma >= 0 ? comma : item.end;
  const inside = doc.commentsIn(item.start, end);
  const from =
    index === 0 ? parent.start + 1 : Math.max(parent.commas[index - 1] ?? 0, items[index - 1]?.end ?? 0);
  const isFirst = doc.blankStart(item.start) === doc.lineStart(item.start);
  const above: Comment[] = [];
  let line = doc.line(item.start);
  for (const comment of isFirst ? [...doc.commentsIn(from, item.start)].reverse() : []) {
    const isOwn = doc.blankStart(comment.start) === doc.lineStart(comment.start);
    if (!isOwn || doc.line(comment.end - 1) < line - 1) break;
    above.unshift(comment);
    line = doc.line(comment.start);
  }
  const [next] = doc.commentsIn(end, parent.end);
  const follows =
    next !== undefined && doc.blankEnd(end) === next.start && doc.endsLine(doc.blankEnd(next.end));
  return [...above, ...inside, ...(follows ? [next] : [])];
}

/** Cuts comments out of a text, with the lines that hold nothing else. */
export function cutComments(doc: Doc, comments: readonly Comment[]): Splice[] {
  return comments.map(({ start, end }) => {
    const lead = doc.blankStart(start);
    const tail = doc.blankEnd(end);
    const isAlone = lead === doc.lineStart(start) && doc.endsLine(tail);
    const eol = doc.text.startsWith("\r\n", tail) ? 2 : 1;
    if (isAlone) return { start: lead, end: Math.min(tail + eol, doc.text.length), text: "" };
    return { start: doc.endsLine(tail) ? lead : start, end: tail, text: "" };
  });
}
