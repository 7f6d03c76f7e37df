import { getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { type Check, isSchema, regex } from "./keywords.ts";
import type { SchemaIssue } from "./types.ts";

/** `properties`, `patternProperties`, `additionalProperties`, `propertyNames`, `required`, `min/maxProperties`. */
export function objectIssues(
  check: Check,
  schema: JsonObject,
  value: JsonObject,
  path: ConfigPath,
): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  for (const key of Object.keys(value)) issues.push(...memberIssues(check, schema, value, key, path));
  if (Array.isArray(schema["required"])) {
    for (const key of schema["required"]) {
      if (typeof key === "string" && !Object.hasOwn(value, key))
        issues.push({ path: [...path, key], kind: "required", message: `${JSON.stringify(key)} is missing` });
    }
  }
  const count = Object.keys(value).length;
  const { minProperties, maxProperties } = schema;
  if (typeof minProperties === "number" && count < minProperties)
    issues.push({ path, kind: "length", message: `must have at least ${minProperties} keys` });
  if (typeof maxProperties === "number" && count > maxProperties)
    issues.push({ path, kind: "length", message: `must have at most ${maxProperties} keys` });
  return issues;
}

function memberIssues(
  check: Check,
  schema: JsonObject,
  value: JsonObject,
  key: string,
  path: ConfigPath,
): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const item: Json = value[key] ?? null;
  const place = [...path, key];
  const properties = schema["properties"];
  const names = schema["propertyNames"];
  const rest = schema["additionalProperties"];
  if (isSchema(names)) {
    const bad = check(names, key, place)[0];
    if (bad) issues.push({ path: place, kind: "key-name", message: `cannot be a name here: ${bad.message}` });
  }
  let declared = false;
  const own = getKey(properties, key);
  if (isSchema(own)) {
    declared = true;
    issues.push(...check(own, item, place));
  }
  if (isObject(schema["patternProperties"])) {
    for (const [pattern, part] of Object.entries(schema["patternProperties"])) {
      if (!isSchema(part) || regex(pattern)?.test(key) !== true) continue;
      declared = true;
      issues.push(...check(part, item, place));
    }
  }
  // OpenClaw leaves "__proto__" out before it looks at the keys.
  if (declared || !isSchema(rest) || key === "__proto__") return issues;
  if (rest === false) issues.push(unknownKey(properties, value, key, place));
  else issues.push(...check(rest, item, place));
  return issues;
}

function unknownKey(
  properties: Json | undefined,
  value: JsonObject,
  key: string,
  place: ConfigPath,
): SchemaIssue {
  const free = isObject(properties) ? Object.keys(properties).filter((k) => !Object.hasOwn(value, k)) : [];
  return {
    path: place,
    kind: "unknown-key",
    message: `${JSON.stringify(key)} is not a known key`,
    allowed: free,
  };
}
