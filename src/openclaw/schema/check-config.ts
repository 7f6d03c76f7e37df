import { getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { formatPath } from "../../core/path.ts";
import { ruleIssues } from "../rules/apply.ts";
import { currentForm } from "../rules/roster.ts";
import { compareVersions } from "../version.ts";
import { bundledVersions, loadSnapshot, nearestSnapshots } from "./load.ts";
import type { Schema, SchemaIssue, SchemaResult } from "./types.ts";
import { validate } from "./validate.ts";

export interface ConfigCheck extends SchemaResult {
  /** The used snapshots: the version's own, else its neighbors. */
  snapshots: string[];
  /** "exact": checked with the version's own schema or both neighbors; "newer", "older": outside the bundled range. */
  fit: "exact" | "newer" | "older";
}

/**
 * Checks a config as an OpenClaw version does: with its schema, then with its rules beyond it. Between two snapshots, only
 * what both refuse is a fault: a key may have been added or removed in between.
 */
export function checkConfig(value: JsonObject, version: string): ConfigCheck {
  const { below, above } = nearestSnapshots(version, bundledVersions());
  const first = below ?? above;
  if (first === null) return { issues: [], notes: ["no schema is bundled"], snapshots: [], fit: "older" };
  const form = currentForm(withoutSchemaKey(value), version);
  const bySchema = (snapshot: string) => validate(loadSnapshot(snapshot), form.value);
  const { issues, notes } = bySchema(first);
  const finish = (
    left: SchemaIssue[],
    used: string[],
    all: string[],
    fit: ConfigCheck["fit"],
  ): ConfigCheck => {
    const complete = [...left, ...ruleIssues(form.value, version, left)];
    const written = complete.map((issue) => ({ ...issue, path: form.written(issue.path) }));
    return { issues: form.fromList ? [...written, LIST] : written, notes: all, snapshots: used, fit };
  };
  if (below === null) return finish(issues, [first], notes, "older");
  if (above === null) return finish(issues, [first], notes, "newer");
  if (above === below || issues.length === 0) return finish(issues, [first], notes, "exact");
  const other = bySchema(above);
  const also = new Set(other.issues.map(issueKey));
  const both = issues.filter((issue) => also.has(issueKey(issue)));
  return finish(both, [below, above], [...new Set([...notes, ...other.notes])], "exact");
}

/** OpenClaw still reads agents.list, but under its new name. */
const LIST: SchemaIssue = {
  path: ["agents", "list"],
  kind: "unknown-key",
  message: '"list" is not a known key',
};

/** Every OpenClaw accepts a `$schema` at the root, which is for editors. */
function withoutSchemaKey(value: JsonObject): JsonObject {
  if (!Object.hasOwn(value, "$schema")) return value;
  const { $schema: _, ...rest } = value;
  return rest;
}

function issueKey(issue: SchemaIssue): string {
  return `${issue.kind} ${formatPath(issue.path)}`;
}

/** Which other versions of OpenClaw have a key: the last older snapshot, else the first newer one. */
export function keyHistory(
  path: ConfigPath,
  version: string,
): { until: string | null; since: string | null } {
  const all = bundledVersions();
  const older = all.filter((v) => compareVersions(v, version) < 0).reverse();
  const newer = all.filter((v) => compareVersions(v, version) > 0);
  const knows = (v: string) => knowsKey(loadSnapshot(v), path);
  const until = older.find(knows) ?? null;
  return { until, since: until === null ? (newer.find(knows) ?? null) : null };
}

/** True when the version's schema has the key, or a free-form record at its place. */
export function versionKnows(path: ConfigPath, version: string): boolean {
  const { below, above } = nearestSnapshots(version, bundledVersions());
  const snapshot = below ?? above;
  if (snapshot === null) return false;
  const schema = loadSnapshot(snapshot);
  const parent = path.slice(0, -1);
  return knowsKey(schema, path) || (parent.length > 0 && isRecordAt(schema, parent));
}

/** True for an object whose keys are free. */
function isRecordAt(schema: Schema, path: ConfigPath): boolean {
  let places: Json[] = [schema];
  for (const step of path) places = places.flatMap(alternatives).flatMap((place) => enter(place, step, true));
  return places.flatMap(alternatives).some((place) => isObject(getKey(place, "additionalProperties")));
}

/** True when the schema names the last key of `path`; parents may be free-form records. */
function knowsKey(schema: Schema, path: ConfigPath): boolean {
  let places: Json[] = [schema];
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    places = places.flatMap(alternatives).flatMap((place) => enter(place, step, !isLast));
  }
  return places.length > 0;
}

function alternatives(schema: Json): Json[] {
  if (!isObject(schema)) return [];
  const parts = ["anyOf", "oneOf", "allOf"].flatMap((k) => {
    const list = schema[k];
    return Array.isArray(list) ? list.flatMap(alternatives) : [];
  });
  return [schema, ...parts];
}

function enter(schema: Json, step: string | number, mayBeFree: boolean): Json[] {
  if (typeof step === "number") {
    const items = getKey(schema, "items");
    return items === undefined ? [] : Array.isArray(items) ? items : [items];
  }
  const own = getKey(getKey(schema, "properties"), step);
  if (own !== undefined) return [own];
  const rest = getKey(schema, "additionalProperties");
  return mayBeFree && isObject(rest) ? [rest] : [];
}
