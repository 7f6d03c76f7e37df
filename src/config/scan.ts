import { isObject, type Json } from "../core/json.ts";
import {
  charAt,
  type Expected,
  Fault,
  isIdStart,
  isLineEnd,
  isSpace,
  type Lexed,
  lexIdentifier,
  lexNumber,
  lexString,
  literal,
} from "./lex.ts";
import { lineStarts, positionAt } from "./locate.ts";
import type { ArrayNode, Comment, Node, ObjectNode } from "./types.ts";

/** Where and why a text is not JSON5. */
export interface ScanError {
  offset: number;
  /** 1-based. */
  line: number;
  column: number;
  /** True when the text ends too early. */
  atEnd: boolean;
  expected: Expected;
  /** Offset of the innermost bracket that is still open, if any. */
  open: number | null;
  /** Offset behind the last whole token before the fault. */
  after: number;
  /** True when there is nothing but whitespace and comments. */
  empty: boolean;
}

export type ScanResult =
  | { ok: true; root: Node; comments: Comment[] }
  | { ok: false; error: ScanError; comments: Comment[] };

/**
 * Reads JSON5 into a tree of positions. Accepts exactly what json5 2.2.3 accepts and means the same; nesting costs no
 * stack. Never throws.
 */
export function scan(text: string): ScanResult {
  const scanner = new Scanner(text);
  try {
    return { ok: true, root: scanner.run(), comments: scanner.comments };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const offset = Math.min(fault.offset, text.length);
    const error: ScanError = {
      offset,
      ...positionAt(lineStarts(text), offset),
      atEnd: offset >= text.length,
      expected: fault.expected,
      open: scanner.stack.at(-1)?.start ?? null,
      after: scanner.after,
      empty: scanner.after === 0 && offset >= text.length && fault.expected === "value",
    };
    return { ok: false, error, comments: scanner.comments };
  }
}

/** The value that json5 gives for a node. Costs no stack either. */
export function nodeValue(root: Node): Json {
  if (root.type === "scalar") return root.value;
  const top = emptyLike(root);
  const open: [Node, Json][] = [[root, top]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, out] = next;
    const child = (of: Node): Json => {
      if (of.type === "scalar") return of.value;
      const value = emptyLike(of);
      open.push([of, value]);
      return value;
    };
    if (node.type === "array" && Array.isArray(out)) for (const item of node.items) out.push(child(item));
    else if (node.type === "object") for (const m of node.members) setOwn(out, m.key, child(m.value));
  }
  return top;
}

/** Assigns an own property, also for `__proto__`, where plain assignment would change the prototype. */
export function setOwn(target: unknown, key: string, value: Json): void {
  if (typeof target !== "object" || target === null) return;
  // many times faster, and the same for every other key
  if (key !== "__proto__" && isObject(target)) target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

function emptyLike(node: Node): Json {
  return node.type === "array" ? [] : {};
}

type State = "value" | "item" | "key" | "after" | "done";

class Scanner {
  readonly comments: Comment[] = [];
  readonly stack: (ObjectNode | ArrayNode)[] = [];
  after = 0;
  private readonly text: string;
  private pos = 0;
  private state: State = "value";
  private root: Node | null = null;
  private key: { value: string; start: number; end: number } = { value: "", start: 0, end: 0 };

  constructor(text: string) {
    this.text = text;
  }

  run(): Node {
    for (;;) {
      this.skip();
      if (this.pos >= this.text.length) {
        if (this.state === "done" && this.root !== null) return this.root;
        throw new Fault(this.pos, this.state === "after" ? "comma" : this.state === "key" ? "key" : "value");
      }
      this.step();
      this.after = this.pos;
    }
  }

  private step(): void {
    const char = this.text[this.pos];
    switch (this.state) {
      case "item":
        if (char === "]") this.close();
        else this.value();
        break;
      case "value":
        this.value();
        break;
      case "key":
        if (char === "}") this.close();
        else this.member();
        break;
      case "after":
        this.separator();
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

  private value(): void {
    const { text, pos } = this;
    const char = charAt(text, pos);
    if (char === "{") this.open({ type: "object", members: [], commas: [], start: pos, end: pos });
    else if (char === "[") this.open({ type: "array", items: [], commas: [], start: pos, end: pos });
    else if (char === "n") this.scalar({ value: null, end: literal(text, pos, "null") });
    else if (char === "t") this.scalar({ value: true, end: literal(text, pos, "true") });
    else if (char === "f") this.scalar({ value: false, end: literal(text, pos, "false") });
    else if (char === '"' || char === "'") this.scalar(lexString(text, pos));
    else if (/^[-+.0-9IN]$/.test(char)) this.scalar(lexNumber(text, pos));
    else throw new Fault(pos, "value");
  }

  private scalar({ value, end }: Lexed<null | boolean | number | string>): void {
    this.place({ type: "scalar", value, start: this.pos, end });
    this.pos = end;
    this.state = this.stack.length === 0 ? "done" : "after";
  }

  private open(node: ObjectNode | ArrayNode): void {
    this.place(node);
    this.stack.push(node);
    this.pos += 1;
    this.state = node.type === "array" ? "item" : "key";
  }

  private place(node: Node): void {
    const parent = this.stack.at(-1);
    if (parent === undefined) this.root = node;
    else if (parent.type === "array") parent.items.push(node);
    else {
      const { value: key, start, end } = this.key;
      parent.members.push({ key, keySpan: { start, end }, value: node });
    }
  }

  private close(): void {
    const node = this.stack.pop();
    this.pos += 1;
    if (node) {
      node.end = this.pos;
      const count = node.type === "array" ? node.items.length : node.members.length;
      if (node.commas.length < count) node.commas.push(-1);
    }
    this.state = this.stack.length === 0 ? "done" : "after";
  }

  private member(): void {
    const { text, pos: start } = this;
    const char = charAt(text, start);
    let key: Lexed<string>;
    if (char === '"' || char === "'") key = lexString(text, start);
    else if (char === "\\" || isIdStart(char)) key = lexIdentifier(text, start);
    else throw new Fault(start, "key");
    this.key = { value: key.value, start, end: key.end };
    this.pos = key.end;
    this.after = key.end;
    this.skip();
    if (text[this.pos] !== ":") throw new Fault(this.pos, "colon");
    this.pos += 1;
    this.state = "value";
  }

  private separator(): void {
    const node = this.stack.at(-1);
    const char = this.text[this.pos];
    if (node && char === ",") {
      this.pos += 1;
      node.commas.push(this.pos);
      this.state = node.type === "array" ? "item" : "key";
    } else if (char === (node?.type === "array" ? "]" : "}")) this.close();
    else throw new Fault(this.pos, "comma");
  }
}
