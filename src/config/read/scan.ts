import type { Json } from "../../core/json.ts";
import { type Expected, Fault } from "./lex.ts";
import { lineStarts, positionAt } from "./locate.ts";
import { Scanner } from "./scanner.ts";
import type { Comment, ConfigFile, Node } from "./types.ts";
import { setOwn } from "./values.ts";

/** A syntax error. */
export interface ScanError {
  offset: number;
  /** 1-based. */
  line: number;
  column: number;
  /** True when the text ends too early. */
  atEnd: boolean;
  expected: Expected;
  /** Offset of the innermost open bracket. */
  open: number | null;
  /** Offset after the last complete token. */
  after: number;
  /** True for a text of whitespace and comments only. */
  empty: boolean;
}

/** The content of a text, or why it is not JSON5. */
export type ScanResult =
  | ({ ok: true } & Pick<ConfigFile, "root" | "value" | "comments" | "twins" | "escapedKeys">)
  | { ok: false; error: ScanError; comments: Comment[] };

/**
 * Parses JSON5 into its value and a tree of positions. Accepts exactly what json5 2.2.3 accepts, with the same value.
 * Iterative, so nesting does not use the stack. Never throws.
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

/** A new copy of the value of a node. Iterative. */
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
