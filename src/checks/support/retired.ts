import { type Fix, type FixEdit, fixOf } from "../../core/finding.ts";
import { getIn, isObject, type Json, type JsonObject, sameJson } from "../../core/json.ts";
import { type ConfigPath, formatPath, startsWith } from "../../core/path.ts";
import { retirementOf } from "../../openclaw/retired.ts";
import { versionKnows } from "../../openclaw/schema/check-config.ts";
import { compareVersions } from "../../openclaw/version.ts";
import type { ConfigContext } from "../types.ts";
import { schemaCheck } from "./config-schema.ts";
import { mayHoldSecret } from "./config-text.ts";

/** What to do with a key that OpenClaw no longer has at its place. */
export interface RetiredAdvice {
  hint: string;
  fix: Fix | null;
  /** Nothing reads the key, and OpenClaw itself removes it. */
  inert?: boolean | undefined;
}

/** The first release whose gateway makes these changes itself when it starts. */
const MIGRATES_AT_START = "2026.9.6";

/**
 * For the first finding about a retired key: who else makes the changes. OpenClaw does it at its next start if nothing
 * else is wrong with the config; not with an $include.
 */
export function startNote(context: ConfigContext, path: ConfigPath): string | null {
  const { config, openclaw } = context;
  const { issues } = schemaCheck(context);
  const migrated = ({ path: place }: { path: ConfigPath }) => {
    const retired = retirementOf(config.value, place);
    return retired !== null && (retired.kind !== "moved" || retired.byOpenClaw);
  };
  const first = issues.find(migrated);
  if (first === undefined || formatPath(first.path) !== formatPath(path)) return null;
  const isAll = issues.every((issue) => migrated(issue) || formatPath(issue.path) === "agents.list");
  const atStart =
    compareVersions(openclaw.version, MIGRATES_AT_START) >= 0 && isAll && config.files.length === 1;
  return atStart
    ? "OpenClaw makes the changes to all retired keys itself at its next start, except in Nix mode or in a read-only file; `openclaw doctor --fix` makes them now"
    : "`openclaw doctor --fix` changes all retired keys that OpenClaw migrates";
}

/** The advice of OpenClaw's own migration about the value at `path`; null if it has none for this version. */
export function retiredAdvice(context: ConfigContext, path: ConfigPath): RetiredAdvice | null {
  const { config, openclaw } = context;
  const retired = retirementOf(config.value, path);
  if (retired === null) return null;
  const remove: FixEdit = { op: "remove", path };
  if (retired.kind === "inert" || (retired.kind === "moved" && retired.sets.length === 0))
    return {
      hint: "remove it; nothing reads it any longer",
      fix: fixOf({
        edits: [remove],
        safe: "nothing reads the key, and OpenClaw's own migration removes it as well",
      }),
      inert: true,
    };
  if (retired.kind === "dropped")
    return { hint: "remove it; it has no successor", fix: fixOf({ edits: [remove] }) };
  const { sets } = retired;
  if (!sets.every((set) => versionKnows(current(set.path), openclaw.version))) return null;
  const places = sets.map((set) => formatPath(set.path)).join(" and ");
  if (sets.some((set) => formatPath(set.path) === formatPath(path))) {
    const [set] = sets;
    const value = set?.value ?? null;
    return {
      hint: `write ${JSON.stringify(value)}`,
      fix: fixOf({
        edits: [{ op: "set", path, value }],
        safe: "OpenClaw refuses the old form of the value, and its own migration writes the same new one",
      }),
    };
  }
  const edits = sets.map((set) => merged(getAt(context, set.path, path), set.value, set.path));
  if (edits.some((list) => list === null) || sets.some((set) => isBlocked(context, set.path, path)))
    return { hint: `it belongs to ${places}, which is already set: merge the two`, fix: null };
  const below = sets.filter((set) => startsWith(set.path, path));
  const safe = "the value keeps its meaning under its new name, and no value that is there is overwritten";
  if (below.length === sets.length)
    return {
      hint: `move it to ${places}`,
      fix: fixOf({ edits: [{ op: "set", path, value: nested(below, path) }], safe }),
    };
  return {
    hint: `move it to ${places}`,
    fix: fixOf({ edits: [remove, ...edits.flatMap((list) => list ?? [])], safe }),
  };
}

/** OpenClaw reads agents.list as agents.entries. */
function current(path: ConfigPath): ConfigPath {
  const [first, second, , ...rest] = path;
  return first === "agents" && second === "list" ? ["agents", "entries", "main", ...rest] : path;
}

/** The object that has each value at its place below `path`. */
function nested(sets: readonly { path: ConfigPath; value: Json }[], path: ConfigPath): Json {
  const root: JsonObject = {};
  for (const set of sets) {
    let parent = root;
    const steps = set.path.slice(path.length).map(String);
    for (const step of steps.slice(0, -1)) {
      const next = parent[step];
      const place: JsonObject = isObject(next) ? next : {};
      parent[step] = place;
      parent = place;
    }
    parent[steps.at(-1) ?? ""] = set.value;
  }
  return root;
}

/** The value at a target, unless the target contains what moves. */
function getAt({ config }: ConfigContext, target: ConfigPath, from: ConfigPath): Json | undefined {
  return startsWith(from, target) ? undefined : getIn(config.value, target);
}

/** True when something that is not an object is where the target needs one. */
function isBlocked({ config }: ConfigContext, target: ConfigPath, from: ConfigPath): boolean {
  return target.slice(0, -1).some((_, index) => {
    const above = target.slice(0, index + 1);
    const value = getIn(config.value, above);
    return value !== undefined && typeof value !== "object" && !startsWith(above, from);
  });
}

/** The edits that add a value to what is at a place; null if something would be overwritten. */
function merged(there: Json | undefined, value: Json, path: ConfigPath): FixEdit[] | null {
  if (there === undefined)
    return [{ op: "set", path, value, hidden: mayHoldSecret(path, value) || undefined }];
  if (sameJson(there, value)) return [];
  if (!isObject(there) || !isObject(value)) return null;
  const parts = Object.entries(value).map(([key, item]) => merged(there[key], item, [...path, key]));
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}
