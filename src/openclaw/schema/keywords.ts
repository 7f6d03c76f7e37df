import { isObject, type Json, type JsonObject, sameJson } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import type { Schema, SchemaIssue } from "./types.ts";

/** Checks a value against a part of the schema; the recursion of the interpreter. */
export type Check = (schema: Schema, value: Json, path: ConfigPath) => SchemaIssue[];

/** OpenClaw replaces these before it validates, so the final text is unknown. */
const TEMPLATE = /\$\{[A-Z_][A-Z0-9_]*\}/;

export function isSchema(value: unknown): value is Schema {
  return typeof value === "boolean" || isObject(value);
}

function isTemplate(value: unknown): boolean {
  return typeof value === "string" && TEMPLATE.test(value);
}

/** The JSON type of a value, for messages. */
export function nameOfType(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value;
}

/** The issue of a wrong `type`, or null. */
export function typeIssue(schema: JsonObject, value: Json, path: ConfigPath): SchemaIssue | null {
  const wanted = typesOf(schema);
  if (wanted === null || wanted.some((type) => hasType(value, type))) return null;
  const isWhole = wanted.length === 1 && wanted[0] === "integer" && typeof value === "number";
  return {
    path,
    kind: "type",
    message: `must be ${listTypes(wanted)}, not ${isWhole ? String(value) : withArticle(nameOfType(value))}`,
    types: wanted,
  };
}

function typesOf(schema: JsonObject): string[] | null {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((t) => typeof t === "string") : null;
}

function hasType(value: Json, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "number") return Number.isFinite(value);
  return nameOfType(value) === type;
}

/** "a string or an object". */
export function listTypes(types: readonly string[]): string {
  return joinOr(types.map((t) => (t === "integer" ? "a whole number" : withArticle(t))));
}

function withArticle(type: string): string {
  if (type === "null" || /^-?(NaN|Infinity)$/.test(type)) return type;
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

/** `one of "a", "b" or "c"`; a long list is shortened. */
export function listValues(values: readonly Json[]): string {
  const texts = values.slice(0, 12).map((v) => JSON.stringify(v));
  if (values.length > 12) texts.push(`${values.length - 12} others`);
  return values.length === 1 ? (texts[0] ?? "") : `one of ${joinOr(texts)}`;
}

function joinOr(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} or ${last}`;
}

/** `const` and `enum`. */
export function valueIssues(schema: JsonObject, value: Json, path: ConfigPath): SchemaIssue[] {
  const listed = schema["enum"];
  const allowed = Array.isArray(listed)
    ? listed
    : Object.hasOwn(schema, "const")
      ? [schema["const"] ?? null]
      : null;
  if (allowed === null || isTemplate(value) || allowed.some((a) => equal(a, value))) return [];
  return [{ path, kind: "enum", message: `must be ${listValues(allowed)}`, allowed }];
}

/** sameJson, but 0 equals -0, as in JSON Schema. */
function equal(a: Json, b: Json): boolean {
  return a === b || sameJson(a, b);
}

/** `pattern`, `format`, `minLength`, `maxLength`. Lengths are in characters, not UTF-16 units. */
export function stringIssues(schema: JsonObject, value: string, path: ConfigPath): SchemaIssue[] {
  const { pattern, format, minLength, maxLength } = schema;
  const issues: SchemaIssue[] = [];
  if (isTemplate(value)) return issues;
  const length = typeof minLength === "number" || typeof maxLength === "number" ? [...value].length : 0;
  if (typeof minLength === "number" && length < minLength)
    issues.push({
      path,
      kind: "length",
      message: value === "" ? "must not be empty" : `must have at least ${minLength} characters`,
    });
  if (typeof maxLength === "number" && length > maxLength)
    issues.push({ path, kind: "length", message: `must have at most ${maxLength} characters` });
  if (typeof pattern === "string" && regex(pattern)?.test(value) === false)
    issues.push({ path, kind: "pattern", message: `must match ${pattern}` });
  if (format === "uri" && issues.length === 0 && !URL.canParse(value))
    issues.push({ path, kind: "pattern", message: "must be a complete URL" });
  return issues;
}

const REGEXES = new Map<string, RegExp | null>();

/** A schema's pattern; null when this engine cannot compile it (the value is then not checked). */
export function regex(pattern: string): RegExp | null {
  let compiled = REGEXES.get(pattern);
  if (compiled === undefined) {
    try {
      compiled = new RegExp(pattern, "u");
    } catch {
      compiled = null;
    }
    REGEXES.set(pattern, compiled);
  }
  return compiled;
}

/** `minimum`, `maximum`, their exclusive forms and `multipleOf`. */
export function numberIssues(schema: JsonObject, value: number, path: ConfigPath): SchemaIssue[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const issues: SchemaIssue[] = [];
  const say = (message: string) => issues.push({ path, kind: "range", message });
  if (typeof minimum === "number" && value < minimum) say(`must be at least ${minimum}`);
  if (typeof maximum === "number" && value > maximum) say(`must be at most ${maximum}`);
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum)
    say(`must be greater than ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum)
    say(`must be less than ${exclusiveMaximum}`);
  if (typeof multipleOf === "number" && !Number.isInteger(value / multipleOf))
    say(`must be a multiple of ${multipleOf}`);
  return issues;
}

/** `items`, `additionalItems`, `minItems`, `maxItems`, `uniqueItems`. */
export function arrayIssues(
  check: Check,
  schema: JsonObject,
  value: Json[],
  path: ConfigPath,
): SchemaIssue[] {
  const { items, additionalItems, minItems, maxItems, uniqueItems } = schema;
  const issues: SchemaIssue[] = [];
  value.forEach((item, index) => {
    const part = Array.isArray(items) ? (index < items.length ? items[index] : additionalItems) : items;
    if (isSchema(part)) issues.push(...check(part, item, [...path, index]));
  });
  if (typeof minItems === "number" && value.length < minItems)
    issues.push({ path, kind: "length", message: `must have at least ${minItems} ${entries(minItems)}` });
  if (typeof maxItems === "number" && value.length > maxItems)
    issues.push({ path, kind: "length", message: `must have at most ${maxItems} ${entries(maxItems)}` });
  if (uniqueItems === true && value.some((a, i) => value.slice(0, i).some((b) => equal(a, b))))
    issues.push({ path, kind: "other", message: "must not hold the same entry twice" });
  return issues;
}

function entries(count: number): string {
  return count === 1 ? "entry" : "entries";
}
