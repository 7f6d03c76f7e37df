import { loadText } from "../../config/read/load.ts";
import type { EditOp } from "../../config/read/types.ts";
import { planEdits } from "../../config/write/plan.ts";
import { asArray, asString, getIn, getKey, isObject, type JsonObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { sameServer } from "../../openclaw/same-server.ts";
import type { ConfigView } from "../../openclaw/types.ts";
import { refKey } from "../../openclaw/view.ts";
import { aliasTarget } from "../hosted.ts";
import { mergeRows } from "../merge.ts";
import type { InitChoices, RoleChoice, SearchSettings } from "../types.ts";

/** What the roles change in a config. */
export interface RolesPlan {
  ops: EditOp[];
  notes: string[];
}

/**
 * The edits for the roles, after those for the main model. `filledFor` gives the filled template for a model, whose row is
 * that of the role's model. Pure; a second plan on the result has no edits.
 */
export function planRoles(
  value: JsonObject,
  choices: InitChoices,
  view: ConfigView,
  filledFor: (own: InitChoices) => JsonObject,
): RolesPlan {
  const notes: string[] = [];
  const { roles } = choices;
  const rows = new Map(roles.flatMap(({ row }) => (row === null ? [] : [[row.modelId, row] as const])));
  const ops = [...rows.values()].flatMap((row) => rowOps(value, row, filledFor(row)));
  for (const role of roles) {
    ops.push(
      ...(role.search === null
        ? refOps(value, role, view, notes)
        : searchOps(value, role.search, role.path, notes)),
    );
    notes.push(...ofAgents(role, view));
  }
  return { ops, notes };
}

/** The text of a new file with the roles. */
export function withRoles(text: string, { ops }: RolesPlan): string {
  if (ops.length === 0) return text;
  const result = loadText(text, "openclaw.json");
  if (!result.ok) throw new Error(result.problem.message);
  return planEdits(result.config, ops).changes[0]?.after ?? text;
}

/** The refs of roles; "limited": of those that an allowlist of models applies to. */
export function referredRoles({ roles }: InitChoices, which: "all" | "limited"): string[] {
  return roles.flatMap(({ role, ref, search }) => {
    const counts = which === "all" || role === "heartbeat" || role === "subagent";
    return counts && search === null ? [ref] : [];
  });
}

function rowOps(value: JsonObject, row: InitChoices, filled: JsonObject): EditOp[] {
  const path = ["models", "providers", row.providerId];
  const [wanted] = asArray(getIn(filled, [...path, "models"]));
  if (!isObject(wanted)) return [];
  // an entry without rows has got its list from the main model
  return mergeRows({ models: asArray(getIn(value, [...path, "models"])) }, wanted, path, row);
}

function refOps(value: JsonObject, role: RoleChoice, view: ConfigView, notes: string[]): EditOp[] {
  const { path, ref } = role;
  const have = getIn(value, path);
  const at = isObject(have) ? [...path, "primary"] : path;
  const current = asString(getIn(value, at));
  const key = (own: string) => refKey(view.read(aliasTarget(own, value) ?? own));
  if (current !== undefined && current !== "" && key(current) === key(ref)) return [];
  if (current !== undefined)
    notes.push(`the model for ${role.role} changes from ${current || "none"} to ${ref}`);
  // releases before 2026.2.26 take an object only
  const isObjectOnly = have === undefined && (role.role === "image" || role.role === "pdf");
  return [{ op: "set", path: at, value: isObjectOnly ? { primary: ref } : ref }];
}

function searchOps(value: JsonObject, search: SearchSettings, path: ConfigPath, notes: string[]): EditOp[] {
  const have = getIn(value, path);
  const current = asString(getKey(have, "model"));
  const address = asString(getIn(have, ["remote", "baseUrl"]));
  const isHere = address !== undefined && search.baseUrl !== null && sameServer(address, search.baseUrl);
  if (getKey(have, "enabled") === false)
    notes.push(`memory search stays off: ${formatPath(path)}.enabled is false`);
  // the user's own way to the same server
  if (isHere && current === search.model) return [];
  const ops: EditOp[] = [];
  const set = (key: string, to: string) => {
    if (getKey(have, key) !== to) ops.push({ op: "set", path: [...path, key], value: to });
  };
  set("provider", search.provider);
  set("model", search.model);
  const remote = getKey(have, "remote");
  if (search.remote !== null && !isHere)
    ops.push({ op: "set", path: [...path, "remote"], value: search.remote });
  else if (search.remote === null && address !== undefined)
    ops.push({ op: "remove", path: [...path, "remote"] });
  if (ops.length === 0) return [];
  const old = asString(getKey(have, "provider"));
  if (old !== undefined || current !== undefined) {
    const from = [old, current].filter((part) => part !== undefined).join(" ");
    notes.push(`memory search changes from ${from} to ${search.provider} ${search.model}`);
  }
  if (remote !== undefined && ops.some((op) => op.path.at(-1) === "remote"))
    notes.push(`${formatPath([...path, "remote"])} led to another server and is replaced`);
  const fallback = asString(getKey(have, "fallback"));
  if (fallback !== undefined && fallback !== "none" && fallback !== search.provider)
    notes.push(`memory search still falls back to ${fallback}`);
  notes.push(
    "notes that are indexed already are searched by words until `openclaw memory index --force` has read them anew",
  );
  return ops;
}

/** Agents whose own model for the role stays. */
function ofAgents({ role, path, search }: RoleChoice, view: ConfigView): string[] {
  const key = search === null ? formatPath(path.slice(2)) : null;
  if (key === null) return [];
  return view.refs
    .filter((use) => use.path[0] === "agents" && use.path[1] !== "defaults")
    .filter((use) => [key, `${key}.primary`].includes(formatPath(use.path.slice(3))))
    .map((use) => `an agent has its own model for ${role} that stays: ${use.ref}`);
}
