import { ID_Continue, ID_Start } from "json5/lib/unicode.js";

/** What the scanner expected at the fault; determines the hint. */
export type Expected =
  | "value"
  | "key"
  | "colon"
  | "comma"
  | "end"
  | "string"
  | "escape"
  | "number"
  | "literal"
  | "identifier"
  | "comment"
  | "comment-end";

/** Thrown by the scanner; `scan` turns it into a value. */
export class Fault {
  readonly offset: number;
  readonly expected: Expected;
  constructor(offset: number, expected: Expected) {
    this.offset = offset;
    this.expected = expected;
  }
}

/** A token's value and the offset after it. */
interface Lexed<T> {
  value: T;
  end: number;
}

const LF = 0x0a;
const CR = 0x0d;
const BACKSLASH = 0x5c;

/** CR, LF, U+2028 and U+2029 end a line (and a line comment). */
export function isLineEnd(code: number): boolean {
  return code === LF || code === CR || code === 0x2028 || code === 0x2029;
}

/** What json5 skips between tokens, including line ends. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0xa0) return false;
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

/** Uses json5's tables (Unicode 10): the engine's `\p{ID_Start}` is newer and accepts more. */
export function isIdStart(char: string): boolean {
  return /^[A-Za-z$_]/.test(char) || ID_Start.test(char);
}

function isIdContinue(char: string): boolean {
  return /^[A-Za-z0-9$_\u200C\u200D]/.test(char) || ID_Continue.test(char);
}

function isAsciiIdContinue(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    isDigit(code) ||
    code === 0x24 ||
    code === 0x5f
  );
}

/** The whole character (code point) at an offset; empty at the end. */
export function charAt(text: string, offset: number): string {
  const point = text.codePointAt(offset);
  return point === undefined ? "" : String.fromCodePoint(point);
}

/** A string that starts with its quote at `start`. */
export function lexString(text: string, start: number): Lexed<string> {
  const quote = text.charCodeAt(start);
  let value = "";
  let from = start + 1;
  let pos = from;
  for (;;) {
    const code = text.charCodeAt(pos);
    if (code === quote) return { value: value + text.slice(from, pos), end: pos + 1 };
    if (code === BACKSLASH) {
      const part = lexEscape(text, pos + 1);
      value += text.slice(from, pos) + part.value;
      pos = part.end;
      from = pos;
    } else if (Number.isNaN(code) || code === LF || code === CR) {
      throw new Fault(pos, "string");
    } else pos += 1;
  }
}

const SIMPLE: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

function lexEscape(text: string, pos: number): Lexed<string> {
  const char = charAt(text, pos);
  if (char === "" || (char >= "1" && char <= "9")) throw new Fault(pos, "escape");
  const simple = Object.hasOwn(SIMPLE, char) ? SIMPLE[char] : undefined;
  if (simple !== undefined) return { value: simple, end: pos + 1 };
  switch (char) {
    case "0":
      if (isDigit(text.charCodeAt(pos + 1))) throw new Fault(pos + 1, "escape");
      return { value: "\0", end: pos + 1 };
    case "x":
      return lexHex(text, pos + 1, 2);
    case "u":
      return lexHex(text, pos + 1, 4);
    case "\r":
      return { value: "", end: text.charCodeAt(pos + 1) === LF ? pos + 2 : pos + 1 };
    case "\n":
    case "\u2028":
    case "\u2029":
      return { value: "", end: pos + 1 };
    default:
      return { value: char, end: pos + char.length };
  }
}

function lexHex(text: string, pos: number, digits: number): Lexed<string> {
  for (let i = 0; i < digits; i += 1) {
    if (!isHex(text.charCodeAt(pos + i))) throw new Fault(Math.min(pos + i, text.length), "escape");
  }
  const end = pos + digits;
  return { value: String.fromCodePoint(Number.parseInt(text.slice(pos, end), 16)), end };
}

/** The offset after the ASCII characters of an unquoted key. */
export function asciiIdEnd(text: string, start: number): number {
  let pos = start;
  while (isAsciiIdContinue(text.charCodeAt(pos))) pos += 1;
  return pos;
}

/** An unquoted key. The caller has checked that an identifier or a backslash starts here. */
export function lexIdentifier(text: string, start: number): Lexed<string> {
  let pos = asciiIdEnd(text, start);
  let value = text.slice(start, pos);
  for (;;) {
    if (text.charCodeAt(pos) === BACKSLASH) {
      if (text[pos + 1] !== "u") throw new Fault(pos + 1, "identifier");
      const part = lexHex(text, pos + 2, 4);
      const fits = pos === start ? isIdStart(part.value) : isIdContinue(part.value);
      if (!fits) throw new Fault(pos, "identifier");
      value += part.value;
      pos = part.end;
      continue;
    }
    const char = charAt(text, pos);
    if (char === "" || !isIdContinue(char)) return { value, end: pos };
    value += char;
    pos += char.length;
  }
}

/** A number that starts at `start` with a sign, a digit, a dot, I or N. */
function lexNumber(text: string, start: number): Lexed<number> {
  let pos = start;
  let sign = 1;
  const first = text[pos];
  if (first === "-" || first === "+") {
    if (first === "-") sign = -1;
    pos += 1;
  }
  const code = text.charCodeAt(pos);
  if (text[pos] === "I")
    return { value: sign * Number.POSITIVE_INFINITY, end: literal(text, pos, "Infinity") };
  if (text[pos] === "N") return { value: Number.NaN, end: literal(text, pos, "NaN") };
  if (text[pos] === ".") {
    if (!isDigit(text.charCodeAt(pos + 1))) throw new Fault(pos + 1, "number");
  } else if (!isDigit(code)) throw new Fault(pos, "number");
  const end =
    text[pos] === "0" && /[xX]/.test(text[pos + 1] ?? "") ? hexEnd(text, pos) : decimalEnd(text, pos);
  return { value: sign * Number(text.slice(pos, end)), end };
}

function hexEnd(text: string, start: number): number {
  let pos = start + 2;
  if (!isHex(text.charCodeAt(pos))) throw new Fault(pos, "number");
  while (isHex(text.charCodeAt(pos))) pos += 1;
  return pos;
}

function decimalEnd(text: string, start: number): number {
  let pos = start;
  // In json5 nothing may follow a leading zero: `01` is a zero and a stray 1.
  if (text[pos] === "0") pos += 1;
  else pos = digitsEnd(text, pos);
  if (text[pos] === ".") pos = digitsEnd(text, pos + 1);
  if (text[pos] !== "e" && text[pos] !== "E") return pos;
  pos += 1;
  if (text[pos] === "+" || text[pos] === "-") pos += 1;
  if (!isDigit(text.charCodeAt(pos))) throw new Fault(pos, "number");
  return digitsEnd(text, pos);
}

function digitsEnd(text: string, start: number): number {
  let pos = start;
  while (isDigit(text.charCodeAt(pos))) pos += 1;
  return pos;
}

/** A scalar that starts at `start`. */
export function lexScalar(text: string, start: number): Lexed<null | boolean | number | string> {
  switch (text[start]) {
    case "n":
      return { value: null, end: literal(text, start, "null") };
    case "t":
      return { value: true, end: literal(text, start, "true") };
    case "f":
      return { value: false, end: literal(text, start, "false") };
    case '"':
    case "'":
      return lexString(text, start);
    default:
      if (/^[-+.0-9IN]$/.test(text[start] ?? "")) return lexNumber(text, start);
      throw new Fault(start, "value");
  }
}

/** The offset after `word`, which must be at `start`. */
function literal(text: string, start: number, word: string): number {
  for (let i = 0; i < word.length; i += 1) {
    if (text[start + i] !== word[i]) throw new Fault(start + i, "literal");
  }
  return start + word.length;
}
