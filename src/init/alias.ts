import type { EditOp } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import { asArray, asString, getIn, getKey, isObject, type JsonObject, sameJson } from "../core/json.ts";
import { isPolicyRef } from "../openclaw/rules/names.ts";
import { compareVersions } from "../openclaw/version.ts";
import { findRow, viewConfig } from "../openclaw/view.ts";
import { replacementOf } from "./hosted.ts";

/** The first version with `agents.defaults.modelPolicy`. In older ones `agents.defaults.models` limits the choice. */
const POLICY_SINCE = "2026.8.1";

const MODELS = ["agents", "defaults", "models"] as const;
const POLICY = ["agents", "defaults", "modelPolicy"] as const;

export interface AliasInput {
  alias: string | null;
  /** The local model, provider/id. Refs are values of the config; the keys of the map have no escapes. */
  local: string;
  /** The planned primary and fallbacks. */
  routed: readonly string[];
  /** All refs in the config. */
  referenced: readonly string[];
  openclaw: string;
  /** Of the view: a ref as OpenClaw reads it. */
  read(ref: string): string;
}

/** The map of a new file; none without --alias, because the map limits the choice of models. */
export function newAliases(input: AliasInput): JsonObject | undefined {
  if (input.alias === null) return undefined;
  const { local, alias } = input;
  const refs = [local, ...input.routed, ...input.referenced].filter((ref) => ref.includes("/"));
  return Object.fromEntries(refs.map((ref) => [input.read(ref), ref === local ? { alias } : {}]));
}

/** What happens to the map and the policy of an existing config. */
type AliasPlan = { ops: EditOp[]; notes: string[] };

/** Edits of an existing config that set the alias and let the routed models be chosen. */
export function planAliases(value: JsonObject, input: AliasInput): AliasPlan {
  const map = getIn(value, MODELS);
  const entries = isObject(map) && Object.keys(map).length > 0 ? map : null;
  checkAlias(input, entries);
  const result = entries === null ? createMap(value, input) : extendMap(entries, value, input);
  const renewal = renewed(value, entries ?? {}, input.openclaw);
  const ops = [...result.ops, ...renewal.ops, ...extendPolicy(value, input)];
  return { ops, notes: [...result.notes, ...renewal.notes] };
}

function checkAlias({ alias, local, read }: AliasInput, entries: JsonObject | null): void {
  if (alias === null) return;
  if (!/^[^\s/]+$/.test(alias) || alias.includes("${")) {
    throw new UserError(`--alias ${JSON.stringify(alias)} is not usable`, {
      hint: "one word without a slash or a variable",
    });
  }
  for (const [ref, entry] of Object.entries(entries ?? {})) {
    const other = asString(getKey(entry, "alias"));
    if (ref !== read(local) && other?.toLowerCase() === alias.toLowerCase()) {
      throw new UserError(`the alias ${alias} already stands for ${ref}`, {
        hint: "choose another with --alias",
      });
    }
  }
}

function createMap(value: JsonObject, input: AliasInput): AliasPlan {
  const map = newAliases(input);
  if (map === undefined) return { ops: [], notes: [] };
  const ops: EditOp[] = [{ op: "set", path: MODELS, value: map }];
  if (compareVersions(input.openclaw, POLICY_SINCE) < 0) {
    const note = `agents.defaults.models is new here and limits which models may be chosen; it lists the ${Object.keys(map).length} that this config names`;
    return { ops, notes: [note] };
  }
  if (mapLimits(value)) ops.push({ op: "set", path: POLICY, value: {} });
  return { ops, notes: [] };
}

function extendMap(map: JsonObject, value: JsonObject, input: AliasInput): AliasPlan {
  const ops: EditOp[] = [];
  const added: string[] = [];
  for (const use of new Set([input.local, ...input.routed])) {
    const ref = input.read(use);
    const own = use === input.local && input.alias !== null ? { alias: input.alias } : null;
    const present = Object.hasOwn(map, ref);
    if (present && own !== null && asString(getKey(map[ref], "alias")) !== input.alias) {
      ops.push({ op: "set", path: [...MODELS, ref, "alias"], value: own.alias });
    } else if (!present && (own !== null || (ref.includes("/") && !covered(ref, Object.keys(map))))) {
      ops.push({ op: "set", path: [...MODELS, ref], value: own ?? {} });
      added.push(ref);
    }
  }
  if (added.length === 0 || !mapLimits(value)) return { ops, notes: [] };
  const note = `agents.defaults.models limits which models may be chosen, so ${added.join(", ")} goes in`;
  return { ops, notes: [note] };
}

function extendPolicy(value: JsonObject, input: AliasInput): EditOp[] {
  const allow = asArray(getIn(value, [...POLICY, "allow"])).filter((a) => typeof a === "string");
  if (allow.length === 0) return [];
  return [...new Set([input.local, ...input.routed])]
    .filter((ref) => ref.includes("/") && !covered(ref, allow))
    .map((ref) => ({ op: "append", path: [...POLICY, "allow"], value: policyEntry(ref, input) }));
}

/** OpenClaw refuses a policy that names an id with a space, so its alias or its provider stands for it. */
function policyEntry(ref: string, { local, alias }: AliasInput): string {
  if (isPolicyRef(ref)) return ref;
  return ref === local && alias !== null ? alias : `${ref.slice(0, ref.indexOf("/"))}/*`;
}

/** Moves entries of models that this OpenClaw no longer knows to their replacements. */
function renewed(value: JsonObject, map: JsonObject, openclaw: string): AliasPlan {
  const view = viewConfig(value);
  const better = (ref: string) => (findRow(view, ref) === null ? replacementOf(ref, openclaw) : null);
  const notes: string[] = [];
  const ofMap = Object.entries(map).flatMap(([ref, entry]): EditOp[] => {
    const next = better(ref);
    if (next === null) return [];
    notes.push(
      `OpenClaw ${openclaw} no longer knows ${ref}; ${next} takes its place in agents.defaults.models`,
    );
    const path = [...MODELS, next];
    const move: EditOp[] = Object.hasOwn(map, next) ? [] : [{ op: "set", path, value: entry }];
    return [...move, { op: "remove", path: [...MODELS, ref] }];
  });
  const allow = asArray(getIn(value, [...POLICY, "allow"]));
  const renewal = allow.map((ref) => (typeof ref === "string" ? (better(ref) ?? ref) : ref));
  if (sameJson(allow, renewal)) return { ops: ofMap, notes };
  const unique = renewal.filter((ref, i) => renewal.indexOf(ref) === i);
  return { ops: [...ofMap, { op: "set", path: [...POLICY, "allow"], value: unique }], notes };
}

/** True when a list of refs and `provider/*` patterns includes `ref`. */
function covered(ref: string, list: readonly string[]): boolean {
  return list.some((item) => item === ref || (item.endsWith("/*") && ref.startsWith(item.slice(0, -1))));
}

/** True unless a policy, or OpenClaw's mark of a migrated map, takes the limit off the map. */
function mapLimits(value: JsonObject): boolean {
  const isMigrated = getIn(value, ["meta", "migrations", "modelPolicyAllowlist"]) === true;
  return !isObject(getIn(value, POLICY)) && !isMigrated;
}
