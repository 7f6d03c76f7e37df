import { asString, getIn, getKey, isObject, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";

/** The paths that hold agent settings: `agents.defaults` and every agent's own entry. */
export function agentPaths({ config }: { config: { value: JsonObject } }): ConfigPath[] {
  return [["agents", "defaults"], ...entryPaths(config.value)];
}

/** The paths of the agents with an entry of their own. */
function entryPaths(value: JsonObject): ConfigPath[] {
  const entries = getIn(value, ["agents", "entries"]);
  const list = getIn(value, ["agents", "list"]);
  return [
    ...Object.keys(isObject(entries) ? entries : {}).map((id): ConfigPath => ["agents", "entries", id]),
    ...(Array.isArray(list) ? list.map((_, index): ConfigPath => ["agents", "list", index]) : []),
  ];
}

/** The path of a value of an agent: its own, else the one of `agents.defaults`; null if neither has it. */
export function agentPath(value: JsonObject, agent: ConfigPath, ...keys: string[]): ConfigPath | null {
  const places: ConfigPath[] = [
    [...agent, ...keys],
    ["agents", "defaults", ...keys],
  ];
  return places.find((path) => getIn(value, path) !== undefined) ?? null;
}

/** The default model of an agent and its place: its own, else the one of `agents.defaults`. */
export function primaryOf(value: JsonObject, agent: ConfigPath): { ref: string; path: ConfigPath } | null {
  for (const owner of [agent, ["agents", "defaults"]]) {
    const path = [...owner, "model"];
    const model = getIn(value, path);
    const single = asString(model);
    if (single !== undefined) return { ref: single, path };
    const primary = asString(getKey(model, "primary"));
    if (primary !== undefined) return { ref: primary, path: [...path, "primary"] };
  }
  return null;
}

/** The agents that run: those with an entry, else the one that `agents.defaults` describes. */
export function runningAgents(value: JsonObject): ConfigPath[] {
  const entries = entryPaths(value);
  return entries.length > 0 ? entries : [["agents", "defaults"]];
}
