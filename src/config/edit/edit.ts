import type { ConfigPath } from "../../core/path.ts";
import { findNode, nearestNode } from "../read/locate.ts";
import type { Comment, ConfigFile, EditOp, Node, Span } from "../read/types.ts";
import type { Travel } from "./comments.ts";
import type { Splice } from "./insert.ts";
import { itemsOf } from "./items.ts";
import { docOf, effectOf, type Step } from "./one-edit.ts";
import { ownComments } from "./own-comments.ts";
import type { Doc } from "./style.ts";
import { travelOf } from "./travel.ts";

const BOM = "\ufeff";

/**
 * Applies edits, in order, to a JSON5 text. No other byte changes: comments, quotes, indentation, trailing commas and line
 * ends stay, and new text is in the style of the given text.
 *
 * A round computes its edits on one parsed document and splices them at once. An edit that shares a line with an earlier
 * one waits for the next round, which parses the new text.
 */
export function applyEdits(text: string, ops: readonly EditOp[]): string {
  const bom = text.startsWith(BOM) ? BOM : "";
  let current = text.slice(bom.length);
  let doc: Doc | null = null;
  let travel: Travel | undefined;
  for (let left: readonly Step[] = ops; left.length > 0; ) {
    if (doc?.text !== current) doc = docOf(current, doc?.style);
    travel ??= travelOf(doc, ops);
    const round = nextRound(doc, left, travel);
    current = splice(current, round.splices);
    left = round.left;
  }
  return bom + current;
}

/** The lines of the comments of a value that moves, and the place below the value that each was written for. */
export function commentsBelow({ text }: ConfigFile, path: ConfigPath): { path: ConfigPath; line: string }[] {
  const doc = docOf(text);
  const node = findNode(doc.root, path)?.node;
  const places = node === undefined || doc.comments.length === 0 ? [] : placesBelow(node);
  const owned = new Map<Comment, ConfigPath>();
  // Inner places come last, and take over what also belongs to an outer one.
  for (const place of places)
    for (const comment of ownComments(doc, [...path, ...place])) owned.set(comment, place);
  return [...owned].flatMap(([comment, place]) =>
    comment.text.split(/\r?\n/).flatMap((line) => {
      const words = line.replace(/^\s*\*?\s?|\s+$/g, "");
      return words === "" ? [] : [{ path: place, line: words }];
    }),
  );
}

function placesBelow(node: Node): ConfigPath[] {
  if (node.type === "scalar") return [[]];
  const below = itemsOf(node).flatMap(({ member, value }, index) =>
    placesBelow(value).map((place) => [member?.key ?? index, ...place]),
  );
  return [[], ...below];
}

/** True when no edit, applied alone, changes the text. */
export function changesNothing(text: string, ops: readonly EditOp[]): boolean {
  if (ops.length === 0) return true;
  const doc = docOf(text);
  return ops.every((op) => {
    const { splices, rest } = effectOf(doc, op);
    return splices.length === 0 && rest.length === 0;
  });
}

/** Applies the edits that share no line with an earlier one. */
function nextRound(doc: Doc, steps: readonly Step[], travel: Travel): { splices: Splice[]; left: Step[] } {
  const splices: Splice[] = [];
  const left: Step[] = [];
  const taken: Span[] = [];
  for (const step of steps) {
    const lines = linesOf(doc, step);
    const waits = taken.some((span) => span.start <= lines.end && span.end >= lines.start);
    taken.push(lines);
    if (waits) {
      left.push(step);
      continue;
    }
    const effect = effectOf(doc, step, travel);
    splices.push(...effect.splices);
    for (const one of effect.rest) left.push(one);
  }
  return { splices, left };
}

/** The lines (0-based) of the container that a step changes. Steps in other lines do not affect it. */
function linesOf(doc: Doc, { op, path }: Step): Span {
  const { start, end } = nearestNode(doc.root, op === "append" ? path : path.slice(0, -1)).node;
  return { start: doc.line(start), end: doc.line(end - 1) };
}

/** Makes replacements that do not overlap. */
function splice(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: put } of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(from, start), put);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}
