import type { ArrayNode, Member, Node, ObjectNode, Span } from "../read/types.ts";

export type Container = ObjectNode | ArrayNode;

/** An item of a container. A member starts at its key. */
export interface Item extends Span {
  value: Node;
  member: Member | null;
}

/** The items of a container in order. */
export function itemsOf(node: Container): Item[] {
  if (node.type === "array") {
    return node.items.map((value) => ({ start: value.start, end: value.end, value, member: null }));
  }
  return node.members.map((member) => ({
    start: member.keySpan.start,
    end: member.value.end,
    value: member.value,
    member,
  }));
}

const BARE = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** True when every reader accepts the key without quotes (ASCII only). */
export function isBareKey(key: string): boolean {
  return BARE.test(key);
}
