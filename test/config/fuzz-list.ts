import JSON5 from "json5";
import { applyEdits, changesNothing } from "../../src/config/edit/edit.ts";
import { scan } from "../../src/config/read/scan.ts";
import type { EditOp, Node } from "../../src/config/read/types.ts";
import { applyToValue } from "../../src/config/read/values.ts";
import { type Json, sameJson } from "../../src/core/json.ts";
import { keepsAll } from "./fixtures.ts";
import { isImpossible, randomDocument, randomOp, randomValue } from "./fuzz-edit.ts";
import type { Random } from "./random.ts";

/** Several documents in one list or object: a file with many independent places. */
function largeDocument(random: Random): string {
  const eol = random.pick(["\n", "\n", "\r\n"]);
  const parts = Array.from({ length: 3 + random.int(6) }, () => {
    const text = randomDocument(random).replace(/^\ufeff/, "");
    return random.chance(0.8) ? withLineEnds(text, eol) : text;
  });
  const list = random.chance(0.5);
  // A comment may end a document.
  const items = parts.map((part, i) => `${list ? "" : `p${i}: `}${part}${eol}`);
  // Mostly a clear style: otherwise few edits share a round.
  const habit = Array.from({ length: 10 + random.int(120) }, (_, i) =>
    i % 3 === 0
      ? `  h${i}: {${eol}    a: "x",${eol}    "b-c": [${eol}      1,${eol}      2,${eol}    ],${eol}  },${eol}`
      : `  h${i}: { a: "x", "b-c": "y" },${eol}`,
  ).join("");
  return `{${eol}${habit}  parts: ${list ? "[" : "{"}${eol}${items.join(`,${eol}`)}${list ? "]" : "}"},${eol}}${eol}`;
}

/** The text with other line ends, if it stays valid: a string must not contain one. */
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

/** Edits of all parts; each fits the value after the ones before it. */
function randomOps(random: Random, value: Json): EditOp[] {
  const ops: EditOp[] = [];
  let current = value;
  for (let i = 2 + random.int(10); i > 0; i -= 1) {
    const op = (random.chance(0.4) ? nextTo(random, ops, current) : null) ?? randomOp(random, current);
    if (op === null) break;
    // An edit at the top affects everything.
    if (op.path.length < 2 + random.int(3)) continue;
    ops.push(op);
    current = applyToValue(current, [op]);
  }
  return ops;
}

/** An edit next to or below another one; null if none fits. */
function nextTo(random: Random, ops: readonly EditOp[], value: Json): EditOp | null {
  const near = ops.length === 0 ? undefined : random.pick(ops);
  if (near === undefined || near.path.length === 0) return null;
  const path = random.chance(0.3) ? near.path : near.path.slice(0, -1);
  const step = typeof near.path.at(-1) === "number" ? random.int(3) : random.pick(["a", "b", "new", "x.y"]);
  const op: EditOp = random.chance(0.3)
    ? { op: "remove", path: [...path, step] }
    : { op: "set", path: [...path, step], value: randomValue(random, 1) };
  return isImpossible(value, op) ? null : op;
}

/** The fault of a random list of edits, or null. */
export function checkList(random: Random): { fault: string | null; edits: number } {
  const text = largeDocument(random);
  const value: Json = JSON5.parse(text);
  const ops = randomOps(random, value);
  const after = applyEdits(text, ops);
  const fault = faultOf({ text, value, ops, after });
  return { fault: fault && `${fault}: ${JSON.stringify({ text, ops, after }, null, 1)}`, edits: ops.length };
}

interface Made {
  text: string;
  value: Json;
  ops: readonly EditOp[];
  after: string;
}

function faultOf({ text, value, ops, after }: Made): string | null {
  const intended = applyToValue(value, ops);
  const read: Json = JSON5.parse(after);
  if (!sameJson(read, intended)) return "the value is wrong";
  if (!keepsAll(text, after)) return "a comment is lost";
  if (lostPart(text, ops, after)) return "a byte moved in an unedited part";
  const satisfied = ops.filter(
    (op) => !isImpossible(intended, op) && sameJson(applyToValue(intended, [op]), intended),
  );
  return changesNothing(after, satisfied) ? null : "a second run changes the text";
}

/** True when an unedited part of the document changed. */
function lostPart(text: string, ops: readonly EditOp[], after: string): boolean {
  const touched = new Set(ops.map(({ path }) => `${path.slice(0, path[0] === "parts" ? 2 : 1)}`));
  // A removal changes the indexes of later edits.
  const moves = ops.some(({ op, path }) => op === "remove" && path.length === 2);
  const scanned = scan(text);
  if (!scanned.ok || moves) return false;
  let from = 0;
  return partsOf(scanned.root).some(({ path, node: { start, end } }) => {
    if (touched.has(path)) return false;
    const part = text.slice(start, end);
    from = after.indexOf(part, from) + part.length;
    return from < part.length;
  });
}

/** The top-level values and the documents in `parts`, in order. */
function partsOf(root: Node): { path: string; node: Node }[] {
  if (root.type !== "object") return [];
  return root.members.flatMap(({ key, value }) => {
    if (key !== "parts" || value.type === "scalar") return [{ path: key, node: value }];
    if (value.type === "array") return value.items.map((node, i) => ({ path: `${key},${i}`, node }));
    return value.members.map((member) => ({ path: `${key},${member.key}`, node: member.value }));
  });
}
