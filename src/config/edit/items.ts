import type { ArrayNode, Member, Node, ObjectNode } from "../read/types.ts";

export type Container = ObjectNode | ArrayNode;

/** The items of a container as spans; an object's item starts at its key. */
export function itemsOf(
  node: Container,
): { start: number; end: number; value: Node; member: Member | null }[] {
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

/** True when a key may be written without quotes, by the ASCII rule that every reader agrees on. */
export function isBareKey(key: string): boolean {
  return BARE.test(key);
}
