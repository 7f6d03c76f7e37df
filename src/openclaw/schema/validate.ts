import { didYouMean } from "../../core/did-you-mean.ts";
import { getIn, getKey, type Json, type JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import {
  arrayIssues,
  type Check,
  isSchema,
  numberIssues,
  stringIssues,
  typeIssue,
  valueIssues,
} from "./keywords.ts";
import { objectIssues } from "./objects.ts";
import type { Schema, SchemaIssue, SchemaResult } from "./types.ts";
import { unionIssues } from "./union.ts";

/** Deeper than any real config; protects the stack from a recursive $ref and a hostile config. */
const MAX_DEPTH = 200;

/** The keywords that are understood or do not affect validity. */
const KNOWN = new Set([
  ...["type", "properties", "required", "additionalProperties", "patternProperties", "propertyNames"],
  ...["items", "additionalItems", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"],
  ...["const", "enum", "pattern", "format", "minLength", "maxLength"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["anyOf", "oneOf", "allOf", "not", "if", "then", "else", "$ref", "$defs", "definitions"],
  ...["title", "description", "default", "examples", "$schema", "$id", "$comment", "readOnly", "deprecated"],
]);

interface Run {
  root: Schema;
  notes: Set<string>;
  depth: number;
}

/**
 * Validates a value against a draft-07 schema. Understands only the keywords of OpenClaw's schema; another one becomes a
 * note. Strings with `${VAR}` are not checked, because OpenClaw replaces it first.
 */
export function validate(schema: Schema, value: Json): SchemaResult {
  const run: Run = { root: schema, notes: new Set(), depth: 0 };
  const check: Check = (part, item, path) => {
    run.depth += 1;
    const issues = checkPart(run, check, part, item, path);
    run.depth -= 1;
    return issues;
  };
  const issues = check(schema, value, []).map((issue) => withSuggestion(issue, value));
  return { issues, notes: [...run.notes] };
}

/** The first fault of `value`, as a sentence with the key or value that was probably meant; null: none. */
export function firstFault(schema: Schema, value: Json): { path: ConfigPath; message: string } | null {
  const [issue] = validate(schema, value).issues;
  if (issue === undefined) return null;
  const meant = issue.suggestion === undefined ? "" : `; did you mean ${JSON.stringify(issue.suggestion)}?`;
  return { path: issue.path, message: `${issue.message}${meant}` };
}

function checkPart(run: Run, check: Check, schema: Schema, value: Json, path: ConfigPath): SchemaIssue[] {
  if (schema === true) return [];
  if (schema === false) return [{ path, kind: "other", message: "is not allowed here" }];
  if (run.depth > MAX_DEPTH) {
    run.notes.add(`values nested deeper than ${MAX_DEPTH} levels`);
    return [];
  }
  for (const keyword of Object.keys(schema))
    if (!KNOWN.has(keyword)) run.notes.add(`the schema keyword "${keyword}"`);
  const wrongType = typeIssue(schema, value, path);
  if (wrongType) return [wrongType];
  const issues = valueIssues(schema, value, path);
  if (typeof value === "string") issues.push(...stringIssues(schema, value, path));
  else if (typeof value === "number") issues.push(...numberIssues(schema, value, path));
  else if (Array.isArray(value)) issues.push(...arrayIssues(check, schema, value, path));
  else if (value !== null && typeof value === "object")
    issues.push(...objectIssues(check, schema, value, path));
  issues.push(...combinedIssues(run, check, schema, value, path));
  return issues;
}

/** $ref, allOf, anyOf, oneOf, not, if/then/else. */
function combinedIssues(
  run: Run,
  check: Check,
  schema: JsonObject,
  value: Json,
  path: ConfigPath,
): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const part = (sub: Json | undefined): SchemaIssue[] => (isSchema(sub) ? check(sub, value, path) : []);
  const ref = schema["$ref"];
  if (typeof ref === "string") {
    const target = resolveRef(run.root, ref);
    if (target === undefined) run.notes.add(`the schema reference ${ref}`);
    else issues.push(...part(target));
  }
  if (Array.isArray(schema["allOf"])) for (const sub of schema["allOf"]) issues.push(...part(sub));
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const branches = schema[keyword];
    if (Array.isArray(branches))
      issues.push(...unionIssues(keyword, branches.filter(isSchema), value, path, check));
  }
  if (isSchema(schema["not"]) && part(schema["not"]).length === 0)
    issues.push({ path, kind: "other", message: "has a form that is not allowed here" });
  if (isSchema(schema["if"]))
    issues.push(...part(part(schema["if"]).length === 0 ? schema["then"] : schema["else"]));
  return issues;
}

/** Resolves "#/a/b" within the schema. */
function resolveRef(root: Schema, ref: string): Json | undefined {
  if (!ref.startsWith("#")) return undefined;
  let target: Json | undefined = root;
  for (const step of ref.split("/").slice(1)) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    target = Array.isArray(target) ? target[Number(key)] : getKey(target, key);
  }
  return target;
}

function withSuggestion(issue: SchemaIssue, root: Json): SchemaIssue {
  if (issue.allowed === undefined) return issue;
  const word = issue.kind === "enum" ? getIn(root, issue.path) : issue.path.at(-1);
  const names = issue.allowed.filter((a) => typeof a === "string");
  const suggestion = typeof word === "string" ? didYouMean(word, names) : undefined;
  return suggestion === undefined ? issue : { ...issue, suggestion };
}
