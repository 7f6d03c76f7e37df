import { isObject, type Json, sameJson } from "../../core/json.ts";
import { findNode } from "../read/locate.ts";
import { nodeValue } from "../read/scan.ts";
import type { Comment, EditOp } from "../read/types.ts";
import { commentsBehind, isMovable, printComment, type Travel } from "./comments.ts";
import type { Splice } from "./insert.ts";
import type { Doc } from "./style.ts";

/**
 * The comments of strings that one edit takes away from their place and another one puts elsewhere, as when a fallback
 * becomes the primary model. Only places that have room for a comment count.
 */
export function travelOf(doc: Doc, ops: readonly EditOp[]): Travel {
  if (doc.comments.length === 0 || ops.length < 2) return new Map();
  const from = new Map<string, Comment[]>();
  const to = new Set<string>();
  for (const op of ops) {
    if (op.op !== "set") continue;
    const old = findNode(doc.root, op.path)?.node;
    if (old?.type === "scalar" && typeof old.value === "string" && typeof op.value === "string") {
      if (old.value === op.value) continue;
      from.set(old.value, behindMember(doc, op));
      to.add(op.value);
    } else if (
      old?.type === "array" &&
      Array.isArray(op.value) &&
      old.items.every((i) => i.type === "scalar")
    ) {
      const before = nodeValue(old);
      const added = op.value.filter((item) => !has(before, item));
      for (const item of added) if (typeof item === "string") to.add(item);
      old.items.forEach((item, i) => {
        const value = nodeValue(item);
        if (typeof value !== "string" || has(op.value, value)) return;
        const limit = old.items[i + 1]?.start ?? old.end;
        from.set(value, commentsBehind(doc, item.end, old.commas[i] ?? -1, limit));
      });
    }
  }
  const moving = [...from].filter(([value, c]) => to.has(value) && c.length > 0 && c.every(isMovable));
  return new Map(moving);
}

function has(list: Json, item: Json): boolean {
  return Array.isArray(list) && list.some((one) => sameJson(one, item));
}

function behindMember(doc: Doc, { path }: EditOp): Comment[] {
  const place = memberAt(doc, path);
  return place === null ? [] : commentsBehind(doc, place.end, place.comma, place.limit);
}

/** The end of a member's value, the offset after its comma (or -1), and where the next one starts. */
function memberAt(doc: Doc, path: EditOp["path"]): { end: number; comma: number; limit: number } | null {
  const parent = findNode(doc.root, path.slice(0, -1))?.node;
  if (parent?.type !== "object") return null;
  const index = parent.members.findLastIndex((member) => member.key === path.at(-1));
  const member = parent.members[index];
  if (member === undefined) return null;
  const limit = parent.members[index + 1]?.keySpan.start ?? parent.end;
  return { end: member.value.end, comma: parent.commas[index] ?? -1, limit };
}

/** Takes away the comments that travel from a string, and adds those that travel to the one that replaces it. */
export function travelSplices(
  doc: Doc,
  path: EditOp["path"],
  old: Json,
  value: Json,
  travel: Travel,
): Splice[] {
  const place = memberAt(doc, path);
  if (place === null || isObject(value)) return [];
  const splices: Splice[] = [];
  const leaving = typeof old === "string" && travel.has(old);
  if (leaving) {
    for (const { start, end } of commentsBehind(doc, place.end, place.comma, place.limit))
      splices.push({ start: doc.blankStart(start), end, text: "" });
  }
  const coming = typeof value === "string" ? (travel.get(value) ?? []) : [];
  if (coming.length === 0) return splices;
  const at = place.comma < 0 ? place.end : place.comma;
  const rest = leaving ? (splices.at(-1)?.end ?? at) : at;
  const ends = doc.endsLine(doc.blankEnd(Math.max(at, rest)));
  const text = coming.map((c, k) => ` ${printComment(c, !ends || k < coming.length - 1)}`).join("");
  const [first] = splices;
  // one place cannot have two splices
  if (first !== undefined && first.start === at) {
    splices[0] = { ...first, text };
    return splices;
  }
  return [...splices, { start: at, end: at, text }];
}
