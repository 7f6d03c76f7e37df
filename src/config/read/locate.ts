import type { ConfigPath } from "../../core/path.ts";
import { isLineEnd } from "./lex.ts";
import type { Member, Node, ObjectNode, Span } from "./types.ts";

const LF = 0x0a;
const CR = 0x0d;

/** The offsets of the starts of lines. CR, LF, CRLF, U+2028 and U+2029 end a line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!isLineEnd(code)) continue;
    if (code === CR && text.charCodeAt(i + 1) === LF) i += 1;
    starts.push(i + 1);
  }
  return starts;
}

/** The index (0-based) of the line of an offset. */
export function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** True when one of the sorted offsets is in a range. */
export function anyIn(offsets: readonly number[], { start, end }: Span): boolean {
  const last = offsets[lineIndex(offsets, end - 1)];
  return last !== undefined && last >= start && last < end;
}

/** 1-based line and column of an offset, in UTF-16 code units. */
export function positionAt(starts: readonly number[], offset: number): { line: number; column: number } {
  const index = lineIndex(starts, offset);
  return { line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
}

/** A value with the member that holds it (null for an array item or the root). */
export interface Found {
  node: Node;
  member: Member | null;
  /** Number of existing steps of the path. */
  depth: number;
}

/** The last member with that key, which is the live one. */
export function lastMember(node: ObjectNode, key: string): Member | undefined {
  for (let i = node.members.length - 1; i >= 0; i -= 1) {
    const member = node.members[i];
    if (member?.key === key) return member;
  }
  return undefined;
}

/** The members that take effect: the last one of each key. */
export function liveMembers(node: ObjectNode): readonly Member[] {
  return [...new Map(node.members.map((member) => [member.key, member])).values()];
}

/** The child at a step, or undefined. */
export function childOf(
  node: Node,
  step: string | number,
): { node: Node; member: Member | null } | undefined {
  if (node.type === "object" && typeof step === "string") {
    const member = lastMember(node, step);
    return member && { node: member.value, member };
  }
  if (node.type === "array" && typeof step === "number") {
    const item = node.items[step];
    return item && { node: item, member: null };
  }
  return undefined;
}

/** The value at a path, or its nearest existing ancestor at `depth`. */
export function nearestNode(root: Node, path: ConfigPath): Found {
  let found: Found = { node: root, member: null, depth: 0 };
  for (const step of path) {
    const child = childOf(found.node, step);
    if (!child) break;
    found = { ...child, depth: found.depth + 1 };
  }
  return found;
}

/** The value at a path, or null. */
export function findNode(root: Node, path: ConfigPath): Found | null {
  const found = nearestNode(root, path);
  return found.depth === path.length ? found : null;
}

/** What to underline when a value is missing: the key of its parent, or the opening bracket. */
export function anchorOf(found: Pick<Found, "node" | "member">): Span {
  if (found.member) return found.member.keySpan;
  return found.node.type === "scalar" ? found.node : { start: found.node.start, end: found.node.start + 1 };
}
