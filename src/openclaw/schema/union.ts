import { getKey, isObject, type Json } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { type Check, listTypes, listValues, nameOfType } from "./keywords.ts";
import type { Schema, SchemaIssue } from "./types.ts";

/**
 * `anyOf` and `oneOf`. When no branch fits, reports only the branch that was most likely meant. Branches with plain values
 * or types are reported together ("must be one of …", "must be a string or an object").
 */
export function unionIssues(
  keyword: "anyOf" | "oneOf",
  branches: readonly Schema[],
  value: Json,
  path: ConfigPath,
  check: Check,
): SchemaIssue[] {
  const failed: { branch: Schema; issues: SchemaIssue[] }[] = [];
  let fitting = 0;
  for (const branch of branches) {
    const issues = check(branch, value, path);
    if (issues.length > 0) failed.push({ branch, issues });
    else if (keyword === "anyOf") return [];
    else fitting += 1;
  }
  if (fitting === 1) return [];
  if (fitting > 1)
    return [{ path, kind: "union", message: "fits more than one of the forms that exclude each other" }];
  const deep = failed.filter(
    ({ issues }) => !issues.every((issue) => issue.path === path && isShallow(issue)),
  );
  const best = closest(deep, value);
  return (
    best ??
    shallowIssue(
      failed.flatMap(({ issues }) => issues),
      value,
      path,
    )
  );
}

/** True when the value as a whole is wrong. */
function isShallow(issue: SchemaIssue): boolean {
  return issue.kind === "type" || issue.kind === "enum";
}

/** One issue for all branches with another value or type. */
function shallowIssue(issues: readonly SchemaIssue[], value: Json, path: ConfigPath): SchemaIssue[] {
  const types = [...new Set(issues.flatMap((issue) => (issue.kind === "type" ? (issue.types ?? []) : [])))];
  const values = [
    ...new Set(issues.flatMap((issue) => (issue.kind === "enum" ? (issue.allowed ?? []) : []))),
  ];
  if (values.length > 0) {
    const also = types.filter((type) => !values.some((v) => nameOfType(v) === type));
    const message = `must be ${listValues(values)}${also.length > 0 ? `, or ${listTypes(also)}` : ""}`;
    return [{ path, kind: "enum", message, allowed: values, types }];
  }
  if (types.length === 0) return issues.slice(0, 1);
  return [{ path, kind: "type", message: `must be ${listTypes(types)}, not ${nameOfType(value)}`, types }];
}

function closest(
  failed: readonly { branch: Schema; issues: SchemaIssue[] }[],
  value: Json,
): SchemaIssue[] | null {
  let best: SchemaIssue[] | null = null;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const { branch, issues } of failed) {
    const score = issues.length + discriminator(branch, value);
    if (score < bestScore) {
      best = issues;
      bestScore = score;
    }
  }
  return best;
}

/** A key with one allowed value (`source: "env"`) identifies the meant branch: matches come first, contradictions last. */
function discriminator(branch: Schema, value: Json): number {
  const properties = getKey(branch, "properties");
  if (!isObject(properties) || !isObject(value)) return 0;
  let score = 0;
  for (const [key, part] of Object.entries(properties)) {
    const only = getKey(part, "const");
    if (only === undefined || !Object.hasOwn(value, key)) continue;
    score += value[key] === only ? -1_000 : 1_000;
  }
  return score;
}
