import { UserError } from "../../core/errors.ts";
import type { ConfigPath } from "../../core/path.ts";
import { findNode, nearestNode } from "../read/locate.ts";
import type { EditOp, Node, Span } from "../read/types.ts";
import type { Splice } from "./insert.ts";
import { docOf, splice, splicesOf } from "./one-edit.ts";
import type { Doc } from "./style.ts";
import { BALLOTS, type Ballots, newBallots, poll, pollContainer } from "./votes.ts";

/*
 * Edits one after another, each on a text read anew, would take minutes for a large file with many fixes. Edits are made
 * at once here where that is provably the same. What an edit looks at is
 *
 * - the container that it changes and the lines on which that begins and ends (its region), and
 * - the style of the whole text: the habits of the majority, and the line break.
 *
 * So edits whose regions share no line do not see each other, in whatever order they are made, as long as the style stays.
 * Whether it stays is worked out: what each edit changes in the votes for a style is counted, and the winner of every
 * ballot must be the same, and clear, after each. Where any of this is not so, the caller makes the edits singly.
 */

/** True when all line breaks are of one kind, LF or CRLF: else the one that an edit copies could be another one's. */
function isUniform(text: string): boolean {
  if (/[\u2028\u2029]/.test(text)) return false;
  return !text.includes("\r") || !/\r(?!\n)|(?<!\r)\n/.test(text);
}

/**
 * Makes the first edit and every other one that has nothing to do with any edit in front of it. `left` are the others, in
 * order. Null where it cannot be shown that one after the other would give the same.
 */
export function applyBatch(text: string, ops: readonly EditOp[]): { text: string; left: EditOp[] } | null {
  if (!isUniform(text)) return null;
  try {
    const doc = docOf(text);
    if (doc === null) return null;
    const { chosen, left } = choose(doc, ops);
    if (chosen.length === 0) return null;
    const after = splice(
      text,
      chosen.flatMap((edit) => edit.splices),
    );
    if (chosen.length === 1) return { text: after, left };
    const next = docOf(after);
    return next !== null && keepsStyle(doc, next, chosen) ? { text: after, left } : null;
  } catch (error) {
    // Which of several edits is refused, and with which words, is for the caller to find out.
    if (error instanceof UserError) return null;
    throw error;
  }
}

interface Edit {
  splices: Splice[];
  /** The container that it changes. */
  path: ConfigPath;
}

function choose(doc: Doc, ops: readonly EditOp[]): { chosen: Edit[]; left: EditOp[] } {
  const chosen: Edit[] = [];
  const left: EditOp[] = [];
  const taken = new Lines();
  for (const op of ops) {
    const path = containerOf(doc, op);
    const region = regionOf(doc, path);
    const splices = taken.has(region) ? null : splicesOf(doc, op);
    taken.add(region);
    if (splices?.every((s) => inside(doc, s, region))) chosen.push({ splices, path });
    else if (op === ops[0]) return { chosen: [], left: [...ops] };
    else left.push(op);
  }
  return { chosen, left };
}

/** Path of the nearest container that is there: the one that gets, changes or loses an item. */
function containerOf(doc: Doc, { op, path }: EditOp): ConfigPath {
  const above = op === "append" ? path : path.slice(0, -1);
  return above.slice(0, nearestNode(doc.root, above).depth);
}

function nodeAt(doc: Doc, path: ConfigPath): Node {
  return findNode(doc.root, path)?.node ?? doc.root;
}

/** First and last line, 0-based. */
function regionOf(doc: Doc, path: ConfigPath): Span {
  const { start, end } = nodeAt(doc, path);
  return { start: doc.line(start), end: doc.line(Math.max(start, end - 1)) };
}

/** A removal may take the line break behind its last line along. */
function inside(doc: Doc, { start, end }: Splice, region: Span): boolean {
  const limit = doc.starts[region.end + 1] ?? doc.text.length;
  return start >= (doc.starts[region.start] ?? 0) && end <= limit;
}

/** Lines that are spoken for. */
class Lines {
  private readonly spans: Span[] = [];
  has({ start, end }: Span): boolean {
    return this.spans.some((span) => span.start <= end && span.end >= start);
  }
  add(span: Span): void {
    this.spans.push(span);
  }
}

function keepsStyle(before: Doc, after: Doc, edits: readonly Edit[]): boolean {
  const votes = newBallots();
  merge(votes, before.votes, 1);
  const winners = BALLOTS.map((name) => votes[name].clear());
  if (winners.includes(undefined)) return false;
  for (const { path } of edits) {
    merge(votes, votesAround(before, path), -1);
    merge(votes, votesAround(after, path), 1);
    if (BALLOTS.some((name, i) => votes[name].clear() !== winners[i])) return false;
  }
  return BALLOTS.every((name) => votes[name].equals(after.votes[name]));
}

/** The votes that an edit in a container can change: all inside, and those of the containers that share its one line. */
function votesAround(doc: Doc, path: ConfigPath): Ballots {
  const votes = newBallots();
  poll(doc, nodeAt(doc, path), votes);
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const node = nodeAt(doc, path.slice(0, depth));
    if (node.type === "scalar" || doc.line(node.start) !== doc.line(node.end - 1)) break;
    pollContainer(doc, node, votes);
  }
  return votes;
}

function merge(votes: Ballots, others: Ballots, times: number): void {
  for (const name of BALLOTS) votes[name].merge(others[name], times);
}
