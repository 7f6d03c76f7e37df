import type { EditOp } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import { asArray, asString, getIn, getKey, isObject, type Json, type JsonObject } from "../core/json.ts";
import { compareVersions } from "../openclaw/version.ts";

/** From here on `agents.defaults.modelPolicy` exists; below, `agents.defaults.models` is the list of allowed models. */
const POLICY_SINCE = "2026.8.1";

const MODELS = ["agents", "defaults", "models"] as const;
const POLICY = ["agents", "defaults", "modelPolicy"] as const;

export interface AliasInput {
  alias: string | null;
  /** The local model, provider/id. */
  local: string;
  /** Primary and fallbacks as they will be. */
  routed: readonly string[];
  /** Every ref that the config names anywhere. */
  referenced: readonly string[];
  openclaw: string;
}

/** The map of a new file: none without --alias, since the map limits which models may be chosen. */
export function newAliases(input: AliasInput): JsonObject | undefined {
  if (input.alias === null) return undefined;
  const refs = [...new Set([input.local, ...input.routed, ...input.referenced])].filter((r) =>
    r.includes("/"),
  );
  const entries = refs.map((ref) => [ref, ref === input.local ? { alias: input.alias } : {}] as const);
  return Object.fromEntries(entries);
}

/** Edits that keep the routed models choosable, and set the alias, in a config that is there already. */
export function planAliases(value: JsonObject, input: AliasInput): { ops: EditOp[]; notes: string[] } {
  const map = getIn(value, MODELS);
  const entries = isObject(map) && Object.keys(map).length > 0 ? map : null;
  checkAlias(input, entries);
  const result = entries === null ? createMap(value, input) : extendMap(entries, value, input);
  return { ops: [...result.ops, ...extendPolicy(value, input)], notes: result.notes };
}

function checkAlias({ alias, local }: AliasInput, entries: JsonObject | null): void {
  if (alias === null) return;
  if (!/^[^\s/]+$/.test(alias)) {
    throw new UserError(`--alias ${JSON.stringify(alias)} is not usable`, {
      hint: "one word without a slash",
    });
  }
  for (const [ref, entry] of Object.entries(entries ?? {})) {
    const other = asString(getKey(entry, "alias"));
    if (ref !== local && other?.toLowerCase() === alias.toLowerCase()) {
      throw new UserError(`the alias ${alias} already stands for ${ref}`, {
        hint: "take another with --alias",
      });
    }
  }
}

function createMap(value: JsonObject, input: AliasInput): { ops: EditOp[]; notes: string[] } {
  const map = newAliases(input);
  if (map === undefined) return { ops: [], notes: [] };
  const ops: EditOp[] = [{ op: "set", path: MODELS, value: map }];
  if (compareVersions(input.openclaw, POLICY_SINCE) < 0) {
    const note = `agents.defaults.models is new here and limits which models may be chosen; it lists the ${Object.keys(map).length} that this config names`;
    return { ops, notes: [note] };
  }
  if (!isObject(getIn(value, POLICY)) && !mapIsMigrated(value))
    ops.push({ op: "set", path: POLICY, value: {} });
  return { ops, notes: [] };
}

function extendMap(
  map: JsonObject,
  value: JsonObject,
  input: AliasInput,
): { ops: EditOp[]; notes: string[] } {
  const ops: EditOp[] = [];
  const added: string[] = [];
  for (const ref of new Set([input.local, ...input.routed])) {
    const own = ref === input.local && input.alias !== null ? { alias: input.alias } : null;
    const present = Object.hasOwn(map, ref);
    if (present && own !== null && asString(getKey(map[ref], "alias")) !== input.alias) {
      ops.push({ op: "set", path: [...MODELS, ref, "alias"], value: own.alias });
    } else if (!present && (own !== null || (ref.includes("/") && !covered(ref, Object.keys(map))))) {
      ops.push({ op: "set", path: [...MODELS, ref], value: own ?? {} });
      added.push(ref);
    }
  }
  const limits = !isObject(getIn(value, POLICY)) && !mapIsMigrated(value);
  const notes =
    added.length > 0 && limits
      ? [`agents.defaults.models limits which models may be chosen, so ${added.join(", ")} goes in`]
      : [];
  return { ops, notes };
}

function extendPolicy(value: JsonObject, input: AliasInput): EditOp[] {
  const allow = asArray(getIn(value, [...POLICY, "allow"])).filter((a) => typeof a === "string");
  if (allow.length === 0) return [];
  return [...new Set([input.local, ...input.routed])]
    .filter((ref) => ref.includes("/") && !covered(ref, allow))
    .map((ref) => ({ op: "append", path: [...POLICY, "allow"], value: ref }));
}

/** True when a list of refs and `provider/*` patterns names `ref`. */
function covered(ref: string, list: readonly Json[]): boolean {
  return list.some((item) => {
    if (typeof item !== "string") return false;
    return item === ref || (item.endsWith("/*") && ref.startsWith(item.slice(0, -1)));
  });
}

/** OpenClaw marks a config whose map it has already turned into a policy. */
function mapIsMigrated(value: JsonObject): boolean {
  return getIn(value, ["meta", "migrations", "modelPolicyAllowlist"]) === true;
}
