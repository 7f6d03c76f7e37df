import { type Json, sameJson } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { findNode } from "../read/locate.ts";
import { nodeValue } from "../read/scan.ts";
import type { Comment, EditOp } from "../read/types.ts";
import { commentsBehind, isMovable, labelSplice, printComment, type Travel } from "./comments.ts";
import type { Splice } from "./insert.ts";
import { canAnnotate } from "./list.ts";
import type { Doc } from "./style.ts";

/**
 * The comments of strings that one edit takes away from their place and another one puts next to it, as when a fallback
 * becomes the primary model. Only places that have room for a comment count.
 */
export function travelOf(doc: Doc, ops: readonly EditOp[]): Travel {
  if (doc.comments.length === 0 || ops.length < 2) return new Map();
  const moves = ops.flatMap((op) => moveOf(doc, op) ?? []);
  const moving = moves.flatMap(({ parent, leaving }) => {
    const coming = moves.filter((other) => other.parent === parent).flatMap((other) => other.coming);
    return leaving.filter(
      ([value, comments]) => coming.includes(value) && comments.length > 0 && comments.every(isMovable),
    );
  });
  return new Map(moving);
}

/** The strings that leave a place, with their comments, and those that come to it. */
interface Move {
  /** What has the place. */
  parent: string;
  leaving: [value: string, comments: Comment[]][];
  coming: string[];
}

function moveOf(doc: Doc, op: EditOp): Move | null {
  if (op.op === "remove") return null;
  const { path, value } = op;
  const parent = formatPath(path.slice(0, -1));
  const old = findNode(doc.root, path)?.node;
  const items = op.op === "append" ? [value] : Array.isArray(value) ? value : [];
  const strings = canAnnotate(doc, old, items) ? items.filter((item) => typeof item === "string") : [];
  if (old === undefined || op.op === "append") return { parent, leaving: [], coming: strings };
  if (old?.type === "scalar" && typeof old.value === "string" && typeof value === "string") {
    if (old.value === value) return null;
    return { parent, leaving: [[old.value, behindMember(doc, op)]], coming: [value] };
  }
  if (old?.type !== "array" || !Array.isArray(value) || old.items.some((item) => item.type !== "scalar"))
    return null;
  const before = nodeValue(old);
  const coming = strings.filter((item) => !has(before, item));
  const leaving = old.items.flatMap((item, i): Move["leaving"] => {
    const gone = nodeValue(item);
    if (typeof gone !== "string" || has(value, gone)) return [];
    const limit = old.items[i + 1]?.start ?? old.end;
    return [[gone, commentsBehind(doc, item.end, old.commas[i] ?? -1, limit)]];
  });
  return { parent, leaving, coming };
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

/** Keys whose value is a model: a comment behind it is about that model, one behind a figure is about the setting. */
const NAMES_A_MODEL = /^(?:primary|model|\w+Model)$/;

/** Takes away the comments that travel from a string, and adds those that travel to the one that replaces it. */
export function travelSplices(
  doc: Doc,
  path: EditOp["path"],
  old: Json,
  value: Json,
  travel: Travel,
): Splice[] {
  const place = memberAt(doc, path);
  if (place === null) return [];
  const splices: Splice[] = [];
  const leaving = typeof old === "string" && travel.has(old);
  if (leaving) {
    for (const { start, end } of commentsBehind(doc, place.end, place.comma, place.limit))
      splices.push({ start: doc.blankStart(start), end, text: "" });
  }
  const [left] = leaving ? [] : commentsBehind(doc, place.end, place.comma, place.limit);
  if (left !== undefined && typeof old === "string" && NAMES_A_MODEL.test(String(path.at(-1))))
    splices.push(labelSplice(left, JSON.stringify(old)));
  const coming = typeof value === "string" ? (travel.get(value) ?? []) : [];
  if (coming.length === 0) return splices;
  const behind = Math.max(place.comma, place.end, leaving ? (splices.at(-1)?.end ?? -1) : -1);
  const ends = doc.endsLine(doc.blankEnd(behind));
  const at = ends && place.comma >= 0 ? place.comma : place.end;
  const text = coming.map((c, k) => ` ${printComment(c, !ends || k < coming.length - 1)}`).join("");
  const [first] = splices;
  // one place cannot have two splices
  if (first !== undefined && first.start === at) {
    splices[0] = { ...first, text };
    return splices;
  }
  return [...splices, { start: at, end: at, text }];
}
