import { getIn, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import type { ModelRefUse, ModelRowView } from "./types.ts";

/** True for the first choice of an agent; a fallback may be a small model. */
export function isMainModel({ kind, path }: ModelRefUse): boolean {
  return kind === "primary" || (kind === "agent" && !path.includes("fallbacks"));
}

/** False when the config restricts the tools of this ref's agent. */
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
