import { isObject, type Json } from "../../core/json.ts";

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;
const WIDTH = 80;

/** JSON text of a scalar, with escaped line separators, because JSON5 readers warn about raw ones. */
function scalar(value: Json): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A key as JSON5, without quotes where possible. */
export function keyLiteral(key: string): string {
  return PLAIN_KEY.test(key) ? key : scalar(key);
}

/** A value as JSON5 in the style of the templates; `indent` is that of its first line. */
export function valueLiteral(value: Json, indent: string): string {
  if (!Array.isArray(value) && !isObject(value)) return scalar(value);
  const flat = inline(value);
  if (flat.length <= WIDTH && !hasNested(value)) return flat;
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => valueLiteral(item, inner))
    : Object.entries(value).map(([key, item]) => `${keyLiteral(key)}: ${valueLiteral(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}${close}`;
}

function inline(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (!isObject(value)) return scalar(value);
  const members = Object.entries(value).map(([key, item]) => `${keyLiteral(key)}: ${inline(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function hasNested(value: Json): boolean {
  const items = Array.isArray(value) ? value : Object.values(isObject(value) ? value : {});
  return items.some((item) => Array.isArray(item) || isObject(item));
}
