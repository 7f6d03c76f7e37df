import { getIn, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import type { ModelRefUse, ModelRowView } from "./types.ts";

/** The first choice of an agent; a fallback may well be the small one. */
export function isMainModel({ kind, path }: ModelRefUse): boolean {
  return kind === "primary" || (kind === "agent" && !path.includes("fallbacks"));
}

/** False when anything in the config says that the agent of this ref is meant to be a narrow one. */
export function takesAllTools(value: JsonObject, use: ModelRefUse, row: ModelRowView): boolean {
  const agent: ConfigPath = use.path.slice(0, use.kind === "primary" ? 2 : 3);
  const key = (...keys: string[]) =>
    getIn(value, [...agent, "tools", ...keys]) ?? getIn(value, ["tools", ...keys]);
  const profile = key("profile");
  const isFull = profile === undefined || profile === "full";
  const isLeanMode = [agent, ["agents", "defaults"]].some(
    (path) => getIn(value, [...path, "experimental", "localModelLean"]) === true,
  );
  const narrowed = ["allow", "deny"].some((list) => Array.isArray(key(list)));
  return (
    isFull && !narrowed && !isLeanMode && getIn(value, [...row.path, "compat", "supportsTools"]) !== false
  );
}
