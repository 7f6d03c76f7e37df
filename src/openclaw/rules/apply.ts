import { didYouMean } from "../../core/did-you-mean.ts";
import type { JsonObject } from "../../core/json.ts";
import { startsWith } from "../../core/path.ts";
import type { SchemaIssue } from "../schema/types.ts";
import { compareVersions } from "../version.ts";
import { CLOUD_WORKER_RULES } from "./cloud-workers.ts";
import { MCP_RULES } from "./mcp.ts";
import { NAME_RULES } from "./names.ts";
import { ROSTER_RULES } from "./roster.ts";
import { type Fault, type Rule, valuesAt } from "./rule.ts";
import { SCOPE_RULES } from "./scopes.ts";
import { SECRET_RULES } from "./secrets.ts";
import { VALUE_RULES } from "./values.ts";

/** All rules, by group. */
const RULES: readonly Rule[] = [
  ...[VALUE_RULES, SCOPE_RULES, ROSTER_RULES, NAME_RULES, MCP_RULES, SECRET_RULES, CLOUD_WORKER_RULES].flat(),
];

/** OpenClaw replaces these before it checks, so the text is unknown. */
const TEMPLATE = /\$\{[A-Z_][A-Z0-9_]*\}/;

/**
 * What OpenClaw refuses beyond its schema. A place that already has an issue is not judged again, nor anything that
 * contains or is contained in it.
 */
export function ruleIssues(
  config: JsonObject,
  version: string,
  known: readonly SchemaIssue[],
): SchemaIssue[] {
  const found: SchemaIssue[] = [];
  const has = new Map<string, boolean>();
  for (const rule of RULES) {
    const applies = has.get(rule.since) ?? compareVersions(version, rule.since) >= 0;
    has.set(rule.since, applies);
    if (!applies) continue;
    for (const at of rule.at)
      for (const { path, value } of valuesAt(config, at)) {
        if (typeof value === "string" && TEMPLATE.test(value)) continue;
        const faults = rule.judge(value, { config, version, path });
        for (const fault of faults === null ? [] : [faults].flat()) found.push(issueOf(fault, path));
      }
  }
  return found.filter(
    (issue) =>
      !known.some((other) => startsWith(issue.path, other.path) || startsWith(other.path, issue.path)),
  );
}

function issueOf({ below = [], kind = "rule", ...fault }: Fault, path: SchemaIssue["path"]): SchemaIssue {
  const place = [...path, ...below];
  const word = place.at(-1);
  const { allowed, suggestion } = fault;
  const names = (allowed ?? []).filter((a) => typeof a === "string");
  const meant =
    suggestion ?? (typeof word === "string" && names.length > 0 ? didYouMean(word, names) : undefined);
  return { ...fault, kind, path: place, suggestion: meant };
}
