import type { Comment } from "../read/types.ts";
import type { Splice } from "./insert.ts";
import type { Doc } from "./style.ts";

/** Comments that move with a string value from one place of a text to another, by value. */
export type Travel = ReadonlyMap<string, readonly Comment[]>;

/**
 * The comments written for a value: those right behind it, before its comma, and those behind the comma if they end the
 * line. `comma` is the offset after it, or -1; `limit` the end of the place in which they can be.
 */
export function commentsBehind(doc: Doc, end: number, comma: number, limit: number): Comment[] {
  const before = comma < 0 ? [] : doc.commentsIn(end, comma);
  const found = [...before];
  let at = comma < 0 ? end : comma;
  const behind: Comment[] = [];
  for (const comment of doc.commentsIn(at, limit)) {
    if (doc.blankEnd(at) !== comment.start) break;
    behind.push(comment);
    at = comment.end;
    if (comment.kind === "line" || doc.line(comment.start) !== doc.line(comment.end)) break;
  }
  const next = doc.text[doc.blankEnd(at)];
  const closes = next === "]" || next === "}";
  const ends = behind.at(-1)?.kind === "line" || doc.endsLine(doc.blankEnd(at)) || closes;
  return ends ? [...found, ...behind] : found;
}

/** A comment as text, as a block comment where more follows on its line. */
export function printComment({ kind, text }: Comment, inLine: boolean): string {
  if (kind === "block") return `/*${text}*/`;
  return inLine ? `/*${text.trimEnd()} */` : `//${text}`;
}

/** True when a comment can stand anywhere on a line. */
export function isMovable({ kind, text }: Comment): boolean {
  return kind === "block" ? !/[\n\r\u2028\u2029]/.test(text) : !text.includes("*/");
}

/** What a comment that is left behind was about. */
export function wasAbout(label: string): string {
  const shown = /^[\x20-\x7e]{1,80}$/.test(label) && !label.includes("*/") ? label : "a removed entry";
  return ` was ${shown}:`;
}

/** Names what a comment that stays behind was about, so that nobody takes it for a word about its new neighbor. */
export function labelSplice({ start }: Comment, label: string): Splice {
  return { start: start + 2, end: start + 2, text: wasAbout(label) };
}
