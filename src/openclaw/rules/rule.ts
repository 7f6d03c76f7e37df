import { getIn, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import type { SchemaIssue } from "../schema/types.ts";

/** What a rule finds wrong with a value. */
export interface Fault extends Omit<SchemaIssue, "path" | "kind"> {
  kind?: SchemaIssue["kind"] | undefined;
  /** Where, below the value. */
  below?: ConfigPath | undefined;
}

/** What a rule sees apart from the value. */
export interface RuleContext {
  config: JsonObject;
  version: string;
  /** The place of the value. */
  path: ConfigPath;
}

/** A check of OpenClaw that its printed JSON Schema does not contain. */
export interface Rule {
  /** The first bundled release that has it, from the messages in each package. */
  since: string;
  /** Places: `*` is any key or index, a name in braces one of PLACES. */
  at: readonly string[];
  judge(value: Json, context: RuleContext): Fault | readonly Fault[] | null;
}

/** Parts of places that stand for several. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  entry: ["agents.entries.*", "agents.list.*"],
  agent: ["agents.defaults", "{entry}"],
  tools: ["tools", "{entry}.tools"],
  sandbox: ["{agent}.sandbox"],
  mcp: ["mcp.servers.*", "nodeHost.mcp.servers.*"],
};

/** All forms of a place without braces. */
export function expandPlace(place: string): string[] {
  const name = /\{(\w+)\}/.exec(place);
  if (name === null) return [place];
  return (PLACES[name[1] ?? ""] ?? []).flatMap((part) => expandPlace(place.replace(name[0], part)));
}

/** A value in a config. */
interface Found {
  path: ConfigPath;
  value: Json;
}

/** What the names in braces stand for in a config: most rules begin with the same few. */
const roots = new WeakMap<JsonObject, Map<string, readonly Found[]>>();

function rootsOf(config: JsonObject, name: string): readonly Found[] {
  let byName = roots.get(config);
  if (byName === undefined) {
    byName = new Map();
    roots.set(config, byName);
  }
  let found = byName.get(name);
  if (found === undefined) {
    found = (PLACES[name] ?? []).flatMap((place) => [...valuesAt(config, place)]);
    byName.set(name, found);
  }
  return found;
}

/** The existing values at a place. */
export function* valuesAt(config: JsonObject, place: string): Generator<Found> {
  const end = place.startsWith("{") ? place.indexOf("}") : -1;
  const dot = place.indexOf(".");
  if (end === -1 && !Object.hasOwn(config, dot === -1 ? place : place.slice(0, dot))) return;
  const starts = end === -1 ? [{ path: [], value: config }] : rootsOf(config, place.slice(1, end));
  if (starts.length === 0) return;
  const rest = end === -1 ? place : place.slice(end + 2);
  const form = rest === "" ? [] : rest.split(".");
  for (const { path, value } of starts) yield* walk(value, form, 0, path);
}

function* walk(value: Json, form: readonly string[], index: number, path: ConfigPath): Generator<Found> {
  const step = form[index];
  if (step === undefined) yield { path, value };
  else if (step !== "*") {
    const next = getIn(value, [step]);
    if (next !== undefined) yield* walk(next, form, index + 1, [...path, step]);
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* walk(item, form, index + 1, [...path, i]);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* walk(item, form, index + 1, [...path, key]);
  }
}

/** A rule for the strings at some places. `${VAR}` is never judged: OpenClaw replaces it first. */
export function textRule(
  since: string,
  at: readonly string[],
  judge: (text: string, context: RuleContext) => string | Fault | null,
): Rule {
  return {
    since,
    at,
    judge(value, context) {
      if (typeof value !== "string") return null;
      const fault = judge(value, context);
      return typeof fault === "string" ? { message: fault } : fault;
    },
  };
}

/** A rule for the objects at some places. */
export function objectRule(
  since: string,
  at: readonly string[],
  judge: (value: JsonObject, context: RuleContext) => Fault | readonly Fault[] | null,
): Rule {
  return { since, at, judge: (value, context) => (isObject(value) ? judge(value, context) : null) };
}
