import { isObject, type Json } from "../../core/json.ts";
import { isBareKey } from "./items.ts";
import type { Quote, Style } from "./style.ts";

/** The longest list of scalars that stays on one line. */
const FLAT_WIDTH = 80;

export interface PrintOptions {
  style: Style;
  /** Indentation of the line on which the value starts. */
  indent: string;
  eol: string;
  /** Everything on one line. */
  flat: boolean;
}

/** A string in the given quotes, escaped for every JSON5 and JSON reader. */
function printString(value: string, quote: Quote): string {
  const inner = JSON.stringify(value)
    .slice(1, -1)
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
  // An apostrophe is easier to read in double quotes.
  if (quote === '"' || (value.includes("'") && !value.includes('"'))) return `"${inner}"`;
  const single = inner.replace(/\\.|'/g, (part) => (part === '\\"' ? '"' : part === "'" ? "\\'" : part));
  return `'${single}'`;
}

/** A key in the given style. */
export function printKey(key: string, style: Style): string {
  return style.bareKeys && isBareKey(key) ? key : printString(key, style.keyQuote);
}

/** A value in the given style. */
export function printValue(value: Json, options: PrintOptions): string {
  const { style } = options;
  if (typeof value === "string") return printString(value, style.quote);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) {
    const flat = options.flat || (!style.tallArrays && value.every(isScalar) && fits(value, options));
    return printItems(
      "[]",
      value.map((item) => (inner) => printValue(item, inner)),
      { ...options, flat },
    );
  }
  if (!isObject(value)) return String(value);
  const entries = Object.entries(value);
  const flat =
    options.flat ||
    (style.flatObjects && entries.every(([, item]) => isScalar(item)) && fits(value, options));
  return printItems(
    "{}",
    entries.map(
      ([key, item]) =>
        (inner) =>
          printKey(key, style) + style.colon + printValue(item, inner),
    ),
    { ...options, flat },
  );
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

function fits(value: Json, options: PrintOptions): boolean {
  return printValue(value, { ...options, flat: true }).length <= FLAT_WIDTH;
}

/** The items between brackets, on one line or one line each. */
export function printItems(
  brackets: "{}" | "[]",
  items: ((inner: PrintOptions) => string)[],
  options: PrintOptions,
): string {
  const { style, indent, eol, flat } = options;
  const [open, close] = brackets;
  if (items.length === 0) return brackets;
  if (flat) {
    const pad = brackets === "{}" ? style.pad : "";
    return open + pad + items.map((print) => print(options)).join(`,${style.gap}`) + pad + close;
  }
  const inner = { ...options, indent: indent + style.unit };
  const lines = items.map((print) => inner.indent + print(inner)).join(`,${eol}`);
  return `${open}${eol}${lines}${style.trailing ? "," : ""}${eol}${indent}${close}`;
}

/** Comments before a new item: line comments, or block comments if everything is on one line. */
export function printNotes(lines: readonly string[], options: PrintOptions): string {
  const clean = lines.map((line) => line.replace(/[\n\r\u2028\u2029]+/g, " ").trimEnd());
  if (options.flat) return clean.map((line) => `/* ${line.replaceAll("*/", "* /").trim()} */ `).join("");
  return clean.map((line) => `//${line === "" ? "" : ` ${line}`}${options.eol}${options.indent}`).join("");
}
