import { lexIdentifier, lexScalar, lexString } from "./lex.ts";
import type { ArrayNode, Member, Node, ObjectNode } from "./types.ts";

/** Numbers per node: its span, the span of its key, the offset after its comma, and the next node outside of it. */
const FIELDS = 6;
const START = 0;
const END = 1;
const KEY_START = 2;
const KEY_END = 3;
const COMMA = 4;
const NEXT = 5;

const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;

/** Marks a missing key or comma. */
const NONE = -1;

/** About the characters per node in a config with one line per model, so that a table seldom grows twice. */
const CHARS_PER_NODE = 16;

/**
 * The places of all values of a text, in text order, as plain numbers. Node objects would take five times the memory, and
 * few are needed: they are created on demand, one level at a time.
 */
export class NodeTable {
  private readonly text: string;
  private cells: Int32Array;
  private count = 0;

  constructor(text: string) {
    this.text = text;
    this.cells = new Int32Array(FIELDS * (8 + Math.ceil(text.length / CHARS_PER_NODE)));
  }

  /** Adds a node and returns its number; `close` adds its end later. `key` is null outside of objects. */
  add(start: number, key: { start: number; end: number } | null): number {
    const node = this.count;
    const at = node * FIELDS;
    if (at === this.cells.length) {
      const larger = new Int32Array(this.cells.length * 2);
      larger.set(this.cells);
      this.cells = larger;
    }
    this.count += 1;
    this.cells[at + START] = start;
    this.cells[at + KEY_START] = key === null ? NONE : key.start;
    this.cells[at + KEY_END] = key === null ? NONE : key.end;
    this.cells[at + COMMA] = NONE;
    return node;
  }

  /** Ends a node after its children were added. `end` is the offset after it. */
  close(node: number, end: number): void {
    this.cells[node * FIELDS + END] = end;
    this.cells[node * FIELDS + NEXT] = this.count;
  }

  /** `end` is the offset after the comma that follows the node. */
  comma(node: number, end: number): void {
    this.cells[node * FIELDS + COMMA] = end;
  }

  start(node: number): number {
    return this.get(node, START);
  }

  /** A new object for the first node. */
  root(): Node {
    return this.node(0);
  }

  items(parent: number): Node[] {
    return this.children(parent).map((child) => this.node(child));
  }

  members(parent: number): Member[] {
    return this.children(parent).map((child) => ({
      key: this.key(child),
      keySpan: { start: this.get(child, KEY_START), end: this.get(child, KEY_END) },
      value: this.node(child),
    }));
  }

  commas(parent: number): number[] {
    return this.children(parent).map((child) => this.get(child, COMMA));
  }

  /** The children of a container, in text order. */
  private children(parent: number): number[] {
    const children: number[] = [];
    const end = this.get(parent, NEXT);
    for (let child = parent + 1; child < end; child = this.get(child, NEXT)) children.push(child);
    return children;
  }

  /** The key of an object member. */
  private key(node: number): string {
    const start = this.get(node, KEY_START);
    const char = this.text[start];
    const quoted = char === '"' || char === "'";
    return (quoted ? lexString(this.text, start) : lexIdentifier(this.text, start)).value;
  }

  private node(node: number): Node {
    const start = this.start(node);
    const end = this.get(node, END);
    const code = this.text.charCodeAt(start);
    if (code === OPEN_ARRAY) return new LazyArray(this, node, start, end);
    if (code === OPEN_OBJECT) return new LazyObject(this, node, start, end);
    return { type: "scalar", value: lexScalar(this.text, start).value, start, end };
  }

  private get(node: number, field: number): number {
    return this.cells[node * FIELDS + field] ?? NONE;
  }
}

abstract class LazyNode {
  readonly start: number;
  readonly end: number;
  protected readonly table: NodeTable;
  protected readonly index: number;
  private ends: number[] | null = null;

  constructor(table: NodeTable, index: number, start: number, end: number) {
    this.table = table;
    this.index = index;
    this.start = start;
    this.end = end;
  }

  get commas(): readonly number[] {
    this.ends ??= this.table.commas(this.index);
    return this.ends;
  }
}

class LazyObject extends LazyNode implements ObjectNode {
  readonly type = "object";
  private made: Member[] | null = null;

  get members(): readonly Member[] {
    this.made ??= this.table.members(this.index);
    return this.made;
  }
}

class LazyArray extends LazyNode implements ArrayNode {
  readonly type = "array";
  private made: Node[] | null = null;

  get items(): readonly Node[] {
    this.made ??= this.table.items(this.index);
    return this.made;
  }
}
