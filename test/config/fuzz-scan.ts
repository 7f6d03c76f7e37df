import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { nodeValue, scan } from "../../src/config/read/scan.ts";
import type { Node } from "../../src/config/read/types.ts";
import { type Json, sameJson } from "../../src/core/json.ts";
import { randomDocument } from "./fuzz-edit.ts";
import type { Random } from "./random.ts";

// biome-ignore format: a list to scan
const TOKENS = [
  ..."{}[],:'\"\\/*+-.0123456789eExXabunNItfIsuUZ$_ \t\n\r", "{", "}", "[", "]", ",", ":", "{", "[", "//", "/*",
  "*/", "// c\n", "/* c */", "null", "true", "false", "Infinity", "-Infinity", "NaN", "+NaN", "0x1F", "-0", "+.5",
  "5.", "1e5", "1E-2", "01", "0x", "'a'", '"b"', "'\\x41'", "'\\0'", "'\\01'", "\\u0061", "\\u0041b", "\\u0030",
  "a\\u0030", "'\\u12'", "\\\n", "\\\r\n", "\\\r", "\\\u2028", "\u2028", "\u2029", "\u00a0", "\ufeff", "\u3000",
  "\u180e", "\v", "\f", "__proto__", "constructor", "a:1", "b:[", "c:{", "\u00fc", "\u{1d7d8}", "\u{10400}",
  "\ud800", "\udc00", "\u200c", "\u0301", "'\u2028'", "'it\\'s'", "\u0000", "\u0085", "#", "`", "\u201c", "$a", "_b",
  "\u{1e900}", "\u{20000}", "\u{2f800}", "\u08c7", "\ua7f2",
];

/** Realistic configs: of the tests and of init. */
const REAL = ["test/fixtures/configs", "templates", "scripts"].flatMap((dir) =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json5"))
    .map((name) => readFileSync(join(dir, name), "utf8")),
);

/** Strings, numbers and words. */
const VALUE = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[-+.\w]+/g;

export function randomText(random: Random): string {
  const kind = random.int(5);
  if (kind < 2) return randomTokens(random);
  if (kind < 4) return kind === 2 ? randomDocument(random) : mutate(random, randomDocument(random));
  const real = random.pick(REAL);
  return random.chance(0.5) ? mutate(random, real) : exchange(random, real);
}

/** A text with one to three values replaced by tokens: mostly valid. */
function exchange(random: Random, text: string): string {
  let result = text;
  for (let i = 1 + random.int(3); i > 0; i -= 1) {
    const words = [...result.matchAll(VALUE)];
    const word = words.length === 0 ? undefined : random.pick(words);
    if (word === undefined) break;
    const token = random.chance(0.5) ? random.pick(TOKENS) : random.pick(words)[0];
    result = result.slice(0, word.index) + token + result.slice(word.index + word[0].length);
  }
  return result;
}

/** Random tokens: about one in twenty texts is valid. */
function randomTokens(random: Random): string {
  let text = "";
  const count = 1 + random.int(random.chance(0.5) ? 4 : 14);
  for (let i = 0; i < count; i += 1) text += random.pick(TOKENS);
  return text;
}

/** A valid text with one to three characters or tokens changed. */
function mutate(random: Random, text: string): string {
  let result = text;
  for (let i = 1 + random.int(3); i > 0; i -= 1) {
    const at = random.int(result.length + 1);
    const kind = random.int(4);
    if (kind === 0) result = result.slice(0, at) + result.slice(at + 1 + random.int(3));
    else if (kind === 1) result = result.slice(0, at) + random.pick(TOKENS) + result.slice(at);
    else if (kind === 2) result = result.slice(0, at) + random.pick(TOKENS) + result.slice(at + 1);
    else result = result.slice(0, at);
  }
  return result;
}

/** How the scanner and json5 differ on a text; null when they agree. */
export function compareWithJson5(text: string): { difference: string | null; valid: boolean } {
  const scanned = scan(text);
  let value: Json;
  try {
    value = JSON5.parse(text);
  } catch (error) {
    if (scanned.ok) return { difference: "the scanner accepts what json5 rejects", valid: false };
    return { difference: placeDifference(text, scanned.error.offset, error), valid: false };
  }
  if (!scanned.ok)
    return { difference: `the scanner rejects (${scanned.error.expected}) what json5 accepts`, valid: true };
  if (!sameJson(scanned.value, value)) return { difference: "the values differ", valid: true };
  if (!sameJson(nodeValue(scanned.root), value)) return { difference: "the tree differs", valid: true };
  if (`${twinsOf(scanned.root)}` !== `${[...new Set(scanned.twins)]}`)
    return { difference: "duplicate keys are missed", valid: true };
  return { difference: null, valid: true };
}

/** The starts of objects with a duplicate key. */
function twinsOf(root: Node): number[] {
  const found: number[] = [];
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === "array") for (const item of node.items) open.push(item);
    if (node.type !== "object") continue;
    if (new Set(node.members.map((member) => member.key)).size < node.members.length) found.push(node.start);
    for (const member of node.members) open.push(member.value);
  }
  return found.sort((a, b) => a - b);
}

/** json5 counts only LF as a line end, puts a stray LF on the next line, and a surrogate pair one column further. */
function placeDifference(text: string, offset: number, error: unknown): string | null {
  const [, line, column] = / at (\d+):(\d+)$/.exec(String(error)) ?? [];
  const before = text.slice(0, offset).split("\n");
  const wide = (text.codePointAt(offset) ?? 0) > 0xffff && !String(error).includes("identifier") ? 1 : 0;
  const ours = `${before.length}:${(before.at(-1) ?? "").length + 1 + wide}`;
  if (text[offset] === "\n" && `${before.length + 1}:0` === `${line}:${column}`) return null;
  return ours === `${line}:${column}` ? null : `the scanner points at ${ours}, json5 at ${line}:${column}`;
}
