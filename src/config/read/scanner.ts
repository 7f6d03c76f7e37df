import type { Json, JsonObject } from "../../core/json.ts";
import {
  asciiIdEnd,
  charAt,
  Fault,
  isIdStart,
  isLineEnd,
  isSpace,
  lexIdentifier,
  lexScalar,
  lexString,
} from "./lex.ts";
import { NodeTable } from "./tree.ts";
import type { Comment } from "./types.ts";
import { setOwn } from "./values.ts";

const DOUBLE = 0x22;
const SINGLE = 0x27;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

type State = "value" | "item" | "key" | "after" | "done";

/** A container that is not closed yet. */
interface Open {
  node: number;
  /** The member or item read last. */
  last: number;
  /** Null for an array. */
  value: JsonObject | null;
  /** For an array: the start of its items among those of all open arrays. */
  from: number;
  /** Its key in the parent object. */
  key: string;
}

/** Parses one text. After a Fault it holds what was read so far. */
export class Scanner {
  readonly comments: Comment[] = [];
  readonly stack: Open[] = [];
  readonly table: NodeTable;
  value: Json = null;
  readonly twins: number[] = [];
  escapedKeys = false;
  after = 0;
  private readonly text: string;
  /** The items of all open arrays. Arrays that grow item by item would take far more memory. */
  private readonly items: Json[] = [];
  private count = 0;
  private pos = 0;
  private state: State = "value";
  private key = "";
  private readonly keySpan = { start: 0, end: 0 };

  constructor(text: string) {
    this.text = text;
    this.table = new NodeTable(text);
  }

  run(): void {
    for (this.skip(); this.pos < this.text.length; this.skip()) {
      this.step();
      this.after = this.pos;
    }
    if (this.state !== "done")
      throw new Fault(this.pos, this.state === "after" ? "comma" : this.state === "key" ? "key" : "value");
    this.twins.sort((a, b) => a - b);
  }

  private step(): void {
    const code = this.text.charCodeAt(this.pos);
    switch (this.state) {
      case "item":
        if (code === CLOSE_ARRAY) this.close();
        else this.read(code);
        break;
      case "value":
        this.read(code);
        break;
      case "key":
        if (code === CLOSE_OBJECT) this.close();
        else this.member(code);
        break;
      case "after":
        this.separator(code);
        break;
      case "done":
        throw new Fault(this.pos, "end");
    }
  }

  /** Whitespace and comments. */
  private skip(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.pos);
      if (isSpace(code)) this.pos += 1;
      else if (code === 0x2f) this.comment();
      else return;
    }
  }

  private comment(): void {
    const { text, pos: start } = this;
    if (text[start + 1] === "*") {
      const close = text.indexOf("*/", start + 2);
      if (close < 0) throw new Fault(text.length, "comment-end");
      this.pos = close + 2;
      this.comments.push({ kind: "block", text: text.slice(start + 2, close), start, end: this.pos });
    } else if (text[start + 1] === "/") {
      let end = start + 2;
      while (end < text.length && !isLineEnd(text.charCodeAt(end))) end += 1;
      this.pos = end;
      this.comments.push({ kind: "line", text: text.slice(start + 2, end), start, end });
    } else throw new Fault(start + 1, "comment");
  }

  private read(code: number): void {
    const start = this.pos;
    if (code === OPEN_OBJECT) this.open({}, "key");
    else if (code === OPEN_ARRAY) this.open(null, "item");
    else if (code === DOUBLE || code === SINGLE) this.scalar(this.string(start), start);
    else {
      const { value, end } = lexScalar(this.text, start);
      this.pos = end;
      this.scalar(value, start);
    }
  }

  /** Reads a string from its opening quote and moves `pos` past it. */
  private string(start: number): string {
    const { text } = this;
    const quote = text.charCodeAt(start);
    let end = start + 1;
    let code = text.charCodeAt(end);
    // Stop at the closing quote, or at what lexString must handle: a backslash, the end of the line or text.
    while (code !== quote && code !== 0x5c && code !== 0x0a && code !== 0x0d && end < text.length) {
      end += 1;
      code = text.charCodeAt(end);
    }
    if (code === quote) {
      this.pos = end + 1;
      return text.slice(start + 1, end);
    }
    const lexed = lexString(text, start);
    this.pos = lexed.end;
    return lexed.value;
  }

  private scalar(value: Json, start: number): void {
    const node = this.add(start);
    this.table.close(node, this.pos);
    this.put(value, this.key);
  }

  private open(value: JsonObject | null, state: State): void {
    const node = this.add(this.pos);
    this.stack.push({ node, last: node, value, from: this.count, key: this.key });
    this.pos += 1;
    this.state = state;
  }

  private close(): void {
    const top = this.stack.pop();
    this.pos += 1;
    if (top === undefined) return;
    this.table.close(top.node, this.pos);
    const value = top.value ?? this.items.slice(top.from, this.count);
    this.count = top.from;
    this.put(value, top.key);
  }

  private add(start: number): number {
    const parent = this.stack.at(-1);
    if (parent === undefined) return this.table.add(start, null);
    parent.last = this.table.add(start, parent.value === null ? null : this.keySpan);
    return parent.last;
  }

  /** Adds a complete value to its parent. */
  private put(value: Json, key: string): void {
    const parent = this.stack.at(-1);
    this.state = parent === undefined ? "done" : "after";
    if (parent === undefined) this.value = value;
    else if (parent.value === null) {
      this.items[this.count] = value;
      this.count += 1;
    } else {
      if (Object.hasOwn(parent.value, key)) this.twins.push(this.table.start(parent.node));
      setOwn(parent.value, key, value);
    }
  }

  private member(code: number): void {
    const { text, pos: start } = this;
    if (code === DOUBLE || code === SINGLE) this.key = this.string(start);
    else if (code === BACKSLASH || isIdStart(charAt(text, start))) this.key = this.identifier(start);
    else throw new Fault(start, "key");
    const end = this.pos;
    this.keySpan.start = start;
    this.keySpan.end = end;
    this.escapedKeys ||= this.key.length < end - start - 2;
    this.after = end;
    this.skip();
    if (text[this.pos] !== ":") throw new Fault(this.pos, "colon");
    this.pos += 1;
    this.state = "value";
  }

  private identifier(start: number): string {
    const end = asciiIdEnd(this.text, start);
    // An ASCII character ends nearly every key; lexIdentifier reads the others.
    const code = this.text.charCodeAt(end);
    if (end > start && code < 0x80 && code !== BACKSLASH) {
      this.pos = end;
      return this.text.slice(start, end);
    }
    const lexed = lexIdentifier(this.text, start);
    this.pos = lexed.end;
    return lexed.value;
  }

  private separator(code: number): void {
    const top = this.stack.at(-1);
    const isArray = top?.value === null;
    if (top && code === COMMA) {
      this.pos += 1;
      this.table.comma(top.last, this.pos);
      this.state = isArray ? "item" : "key";
    } else if (code === (isArray ? CLOSE_ARRAY : CLOSE_OBJECT)) this.close();
    else throw new Fault(this.pos, "comma");
  }
}
