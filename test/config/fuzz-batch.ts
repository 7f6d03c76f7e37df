import JSON5 from "json5";
import { applyBatch } from "../../src/config/edit/batch.ts";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { EditOp } from "../../src/config/read/types.ts";
import { applyToValue } from "../../src/config/read/values.ts";
import { UserError } from "../../src/core/errors.ts";
import type { Json } from "../../src/core/json.ts";
import { randomDocument, randomOp, randomValue } from "./fuzz-edit.ts";
import type { Random } from "./random.ts";

/** Several documents below each other in one list or object: a file with many places that have nothing to do with each other. */
function largeDocument(random: Random): string {
  const eol = random.pick(["\n", "\n", "\r\n"]);
  const parts = Array.from({ length: 3 + random.int(6) }, () => {
    const text = randomDocument(random).replace(/^\ufeff/, "");
    return random.chance(0.8) ? withLineEnds(text, eol) : text;
  });
  const list = random.chance(0.5);
  // A comment may end a document.
  const items = parts.map((part, i) => `${list ? "" : `p${i}: `}${part}${eol}`);
  // Habits that are clear, most of the time: otherwise hardly anything is made at once.
  const habit = Array.from({ length: 10 + random.int(120) }, (_, i) =>
    i % 3 === 0
      ? `  h${i}: {${eol}    a: "x",${eol}    "b-c": [${eol}      1,${eol}      2,${eol}    ],${eol}  },${eol}`
      : `  h${i}: { a: "x", "b-c": "y" },${eol}`,
  ).join("");
  return `{${eol}${habit}  parts: ${list ? "[" : "{"}${eol}${items.join(`,${eol}`)}${list ? "]" : "}"},${eol}}${eol}`;
}

/** The text with other line ends, where it stays a text: a string must not hold one. */
function withLineEnds(text: string, eol: string): string {
  const strings = /[\r\n]/.test(text) ? text.replaceAll("\u2028", "\\u2028") : text;
  const changed = strings.replace(/\r\n|[\r\n\u2028]/g, eol);
  try {
    JSON5.parse(changed);
    return changed;
  } catch {
    return text;
  }
}

/** Edits of all its parts; each fits the value that the ones before it leave. */
function randomOps(random: Random, value: Json): EditOp[] {
  const ops: EditOp[] = [];
  let current = value;
  for (let i = 2 + random.int(10); i > 0; i -= 1) {
    const op = (random.chance(0.4) ? nextTo(random, ops, current) : null) ?? randomOp(random, current);
    if (op === null) break;
    // What changes the top has to do with everything.
    if (op.path.length < 2 + random.int(3)) continue;
    ops.push(op);
    current = applyToValue(current, [op]);
  }
  return ops;
}

/** An edit beside, or below, another one; null where none fits. */
function nextTo(random: Random, ops: readonly EditOp[], value: Json): EditOp | null {
  const near = ops.length === 0 ? undefined : random.pick(ops);
  if (near === undefined || near.path.length === 0) return null;
  const path = random.chance(0.3) ? near.path : near.path.slice(0, -1);
  const step = typeof near.path.at(-1) === "number" ? random.int(3) : random.pick(["a", "b", "new", "x.y"]);
  const op: EditOp = random.chance(0.3)
    ? { op: "remove", path: [...path, step] }
    : { op: "set", path: [...path, step], value: randomValue(random, 1) };
  try {
    applyToValue(value, [op]);
    return op;
  } catch {
    return null;
  }
}

/** How a list of edits made at once differs from the same edits made singly. */
export function compareBatches(random: Random): {
  difference: string | null;
  edits: number;
  batches: number;
  together: number;
} {
  const text = largeDocument(random);
  const value: Json = JSON5.parse(text);
  const ops = randomOps(random, value);
  const singly = outcome(() => ops.reduce((all, op) => applyEdits(all, [op]), text));
  const once = outcome(() => applyEdits(text, ops));
  const batch = applyBatch(text, ops);
  const together =
    batch === null || batch.left.length === ops.length - 1 ? 0 : ops.length - batch.left.length;
  const shown = { text, ops, singly, once };
  return {
    difference: singly === once ? null : JSON.stringify(shown, null, 1),
    edits: ops.length,
    batches: together > 0 ? 1 : 0,
    together,
  };
}

/** The new text, or the words of the error. */
function outcome(make: () => string): string {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `refused: ${error.message}`;
  }
}
