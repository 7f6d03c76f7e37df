import { asArray, getIn, getKey, isObject, type Json, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { expandPlace } from "./rules/rule.ts";
import { readData } from "./schema/load.ts";

/*
 * data/retired-keys.json: every key of an older bundled schema that 2026.9.6 does not have, and what OpenClaw's own
 * migration does with it (run on 2026.9.6), plus keys that are often written in the wrong place.
 * - moves: to where, with the value as it is; or an object of places and values: "$" is the value, "$*1000" a number of
 *   seconds in milliseconds, an object maps values.
 * - notMigrated: moves that OpenClaw does not make.
 * - split: parts of a moved object that go elsewhere.
 * - inside: values within a moved object that changed their name.
 * - inert: dropped by the migration, and only switches and numbers that nothing reads.
 * - dropped: dropped by the migration, with text that somebody wrote.
 */

/** What became of a key. */
export type Retirement =
  | { kind: "moved"; sets: { path: ConfigPath; value: Json }[]; byOpenClaw: boolean }
  | { kind: "inert" }
  | { kind: "dropped" };

interface Row {
  form: readonly string[];
  target: Json | undefined;
  kind: "moved" | "inert" | "dropped";
  inside: Json | undefined;
  /** False for keys that OpenClaw's migration does not know. */
  byOpenClaw: boolean;
}

let byKey: Map<string, Row[]> | null = null;

/** What OpenClaw's migration does with the key at `path`; null if it is none that it knows. */
export function retirementOf(config: JsonObject, path: ConfigPath): Retirement | null {
  byKey ??= readRows();
  const last = String(path.at(-1));
  const value = getIn(config, path);
  if (value === undefined) return null;
  for (const { form, target, kind, inside, byOpenClaw } of [
    ...(byKey.get(last) ?? []),
    ...(byKey.get("*") ?? []),
  ]) {
    const captures = match(form, path);
    if (captures === null) continue;
    if (kind !== "moved") return { kind };
    const sets = setsOf(target, renamed(value, inside), captures);
    if (sets !== null)
      return {
        kind,
        sets: last === "heartbeat" && path.length === 1 ? split(sets, value) : sets,
        byOpenClaw,
      };
  }
  return null;
}

/** The places of all rows with wildcards, for tests. @internal */
export function retiredPlaces(): { form: readonly string[]; kind: Row["kind"] }[] {
  return [...readRows().values()].flat().map(({ form, kind }) => ({ form, kind }));
}

function readRows(): Map<string, Row[]> {
  const data = readData("retired-keys.json");
  const rows = new Map<string, Row[]>();
  const add = (place: string, row: Pick<Row, "kind">, target?: Json) => {
    const targets = formsOf(target);
    for (const [index, form] of formsOf(place).entries()) {
      const steps = stepsOf(String(form));
      const key = steps.at(-1) ?? "";
      const list = rows.get(key) ?? [];
      rows.set(key, list);
      list.push({
        ...row,
        form: steps,
        target: targets[index] ?? targets[0],
        inside: getIn(data, ["inside", place]),
        byOpenClaw: !asArray(data["notMigrated"]).includes(place),
      });
    }
  };
  for (const [from, to] of entriesOf(data["moves"])) add(from, { kind: "moved" }, to);
  for (const kind of ["inert", "dropped"] as const) {
    const list = data[kind];
    if (Array.isArray(list)) for (const place of list) add(String(place), { kind });
  }
  return rows;
}

const entriesOf = (value: Json | undefined) => (isObject(value) ? Object.entries(value) : []);

/** The forms of a place: braces as in the rules, and with and without a part in brackets. */
function formsOf(place: Json | undefined): Json[] {
  if (place === undefined) return [];
  if (typeof place === "string") return optional(place).flatMap((form) => expandPlace(form));
  const each = entriesOf(place).map(([key, value]) =>
    formsOf(key).map((form): [string, Json] => [String(form), value]),
  );
  const count = Math.max(...each.map((forms) => forms.length));
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(each.flatMap((forms) => [forms[i] ?? []].filter((f) => f.length > 0))),
  );
}

function optional(place: string): string[] {
  const part = /\[([^\]]*)\]/.exec(place);
  return part === null ? [place] : [place.replace(part[0], ""), place.replace(part[0], part[1] ?? "")];
}

const stepsOf = (form: string) => form.split(".");

/** What the wildcards of a form stand for, or null. */
function match(form: readonly string[], path: ConfigPath): (string | number)[] | null {
  if (form.length !== path.length) return null;
  const captures: (string | number)[] = [];
  for (const [index, step] of form.entries()) {
    const actual = path[index] ?? "";
    if (step === "*") captures.push(actual);
    else if (step !== actual) return null;
  }
  return captures;
}

function setsOf(
  target: Json | undefined,
  value: Json,
  captures: readonly (string | number)[],
): { path: ConfigPath; value: Json }[] | null {
  const pairs: [string, Json][] = typeof target === "string" ? [[target, "$"]] : entriesOf(target);
  const sets = pairs.flatMap(([place, form]) => {
    let next = 0;
    const path = stepsOf(place).map((step) =>
      step === "*" ? (captures[next++] ?? step) : step === "\\*" ? "*" : step,
    );
    const put = written(form, value);
    return put === undefined ? [] : [{ path, value: put }];
  });
  return sets.length === 0 ? null : sets;
}

function written(form: Json, value: Json): Json | undefined {
  if (form === "$") return value;
  if (form === "$*1000") return typeof value === "number" ? value * 1000 : undefined;
  return isObject(form) ? getKey(form, JSON.stringify(value)) : form;
}

/** A value with the names that changed inside it. */
function renamed(value: Json, inside: Json | undefined): Json {
  if (!isObject(value) || !isObject(inside)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, getKey(inside[key], JSON.stringify(item)) ?? item]),
  );
}

/** The parts of a top-level `heartbeat` that channels own now. */
function split(sets: { path: ConfigPath; value: Json }[], value: Json): { path: ConfigPath; value: Json }[] {
  const parts = getIn(readData("retired-keys.json"), ["split", "heartbeat"]);
  if (!isObject(value) || !isObject(parts)) return sets;
  const rest = Object.entries(value).filter(([key]) => !Object.hasOwn(parts, key));
  const own = sets.map(({ path }) => ({ path, value: Object.fromEntries(rest) }));
  const others = Object.entries(parts).flatMap(([key, place]) => {
    const part = getKey(value, key);
    return part === undefined ? [] : [{ path: stepsOf(String(place)), value: part }];
  });
  return [...(rest.length > 0 ? own : []), ...others];
}
