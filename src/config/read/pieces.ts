import { isObject, type Json } from "../../core/json.ts";
import { parseJson5 } from "./json5.ts";
import type { Scanned } from "./scan.ts";
import type { NodeTable } from "./tree.ts";
import { sameValue } from "./values.ts";

/**
 * Characters. A small number, so that little of what json5 makes is in use whenever the engine collects: what outlives a
 * collection is what lets its space for young objects grow. A smaller one takes more time.
 */
const PIECE = 4 * 1024;

/** What stands for a container that is read by itself. Brackets end every token in front of them and begin one. */
const STAND_IN = "[]";

interface Part {
  /** Its number in the table. */
  node: number;
  /** What the node is said to be; undefined where a later key of the same name hides it. */
  value: Json | undefined;
  /** Its text; of the root the whole text. */
  start: number;
  end: number;
}

/**
 * True when json5 reads a text too, and the scanner's value and tree say what json5 says. A large text is read in pieces,
 * so that json5's own copy of it never stands beside ours: each container is read with `[]` in the place of the containers
 * in it, and each of these by itself. What json5 makes of a container does not depend on what is around it, so the pieces
 * say the same as the whole; and were a piece cut at the wrong place, the `[]` would be missing where it is looked for.
 */
export function isReadAs(
  text: string,
  { table, value }: Pick<Scanned, "table" | "value">,
  piece: number = PIECE,
): boolean {
  const open: Part[] = [{ node: 0, value, start: 0, end: text.length }];
  for (let part = open.pop(); part; part = open.pop()) {
    const { node, start, end } = part;
    const whole = !table.isContainer(node) || end - start <= piece;
    const inner = whole ? [] : partsOf(table, node, part.value);
    const read = parseJson5(whole ? text.slice(start, end) : skeleton(text, part, inner));
    if (!read.ok) return false;
    if (part.value !== undefined) {
      const same = whole ? sameValue(read.value, part.value) : isSkeletonOf(read.value, part.value);
      if (!same || !isTreeOf(table, node, read.value, !whole)) return false;
    }
    open.push(...inner);
  }
  return true;
}

/** The containers in a container. */
function partsOf(table: NodeTable, node: number, value: Json | undefined): Part[] {
  const live = new Set(table.live(node));
  return table.children(node).flatMap((child, index) => {
    if (!table.isContainer(child)) return [];
    let own: Json | undefined;
    if (Array.isArray(value)) own = value[index];
    else if (isObject(value) && live.has(child)) own = value[table.key(child)];
    return [{ node: child, value: own, start: table.start(child), end: table.end(child) }];
  });
}

function skeleton(text: string, { start, end }: Part, inner: readonly Part[]): string {
  let out = "";
  let from = start;
  for (const one of inner) {
    out += text.slice(from, one.start) + STAND_IN;
    from = one.end;
  }
  return out + text.slice(from, end);
}

/** The same scalars, and an empty array for each container. */
function isSkeletonOf(read: Json, value: Json): boolean {
  const same = (a: Json | undefined, b: Json | undefined): boolean =>
    typeof b === "object" && b !== null ? isStandIn(a) : Object.is(a, b);
  if (Array.isArray(read) && Array.isArray(value)) {
    return read.length === value.length && value.every((item, i) => same(read[i], item));
  }
  if (!isObject(read) || !isObject(value)) return false;
  const keys = Object.keys(value);
  return (
    keys.length === Object.keys(read).length &&
    keys.every((key) => Object.hasOwn(read, key) && same(read[key], value[key]))
  );
}

function isStandIn(read: Json | undefined): boolean {
  return Array.isArray(read) && read.length === 0;
}

/**
 * True when the tree below a node is that of a value, or of its skeleton. It looks at the table alone: nodes as objects,
 * once the engine holds them for old, would keep all that is made for them until the next full collection.
 */
function isTreeOf(table: NodeTable, root: number, value: Json, skeleton: boolean): boolean {
  const open: [number, Json | undefined][] = [[root, value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, is] = next;
    if (!table.isContainer(node)) {
      if (!Object.is(table.scalar(node), is)) return false;
    } else if (skeleton && node !== root) {
      if (!isStandIn(is)) return false;
    } else if (Array.isArray(is)) {
      const items = table.children(node);
      if (!table.isArray(node) || is.length !== items.length) return false;
      for (let i = 0; i < items.length; i += 1) open.push([items[i] ?? 0, is[i]]);
    } else {
      const members = table.live(node);
      if (table.isArray(node) || !isObject(is) || Object.keys(is).length !== members.length) return false;
      for (const member of members) {
        const key = table.key(member);
        if (!Object.hasOwn(is, key)) return false;
        open.push([member, is[key]]);
      }
    }
  }
  return true;
}
