import type { Json } from "../../core/json.ts";
import { type Expected, Fault } from "./lex.ts";
import { lineStarts, positionAt } from "./locate.ts";
import { Scanner } from "./scanner.ts";
import type { Comment, Node } from "./types.ts";
import { setOwn } from "./values.ts";

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

/** What a text holds. */
interface Scanned {
  root: Node;
  /** What json5 gives for the text. */
  value: Json;
  comments: Comment[];
  /** Starts of the objects in which a key stands twice, in order. */
  twins: readonly number[];
  /** True when a key may be written with an escape, so that it cannot be looked for in the text. */
  escapedKeys: boolean;
}

export type ScanResult = ({ ok: true } & Scanned) | { ok: false; error: ScanError; comments: Comment[] };

/**
 * Reads JSON5 into its value and a tree of positions. Accepts exactly what json5 2.2.3 accepts and means the same;
 * nesting costs no stack. Never throws.
 */
export function scan(text: string): ScanResult {
  const scanner = new Scanner(text);
  try {
    scanner.run();
    const { table, value, comments, twins, escapedKeys } = scanner;
    return { ok: true, root: table.root(), value, comments, twins, escapedKeys };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const offset = Math.min(fault.offset, text.length);
    const top = scanner.stack.at(-1);
    const error: ScanError = {
      offset,
      ...positionAt(lineStarts(text), offset),
      atEnd: offset >= text.length,
      expected: fault.expected,
      open: top === undefined ? null : scanner.table.start(top.node),
      after: scanner.after,
      empty: scanner.after === 0 && offset >= text.length && fault.expected === "value",
    };
    return { ok: false, error, comments: scanner.comments };
  }
}

/** The value that json5 gives for a node, as a new one. Costs no stack either. */
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

function emptyLike(node: Node): Json {
  return node.type === "array" ? [] : {};
}
