import { didYouMean } from "../../core/did-you-mean.ts";
import { asArray, asString, getIn, getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { compareVersions } from "../version.ts";
import { agentId } from "./formats.ts";
import { type Fault, objectRule, type Rule } from "./rule.ts";

/** agents.list became agents.entries in this release. */
const KEYED = "2026.8.1";

/** True for releases that key agents by id. */
function keysAgents(version: string): boolean {
  return compareVersions(version, KEYED) >= 0;
}

/** A config as OpenClaw reads it, and the way back to the places as written. */
export interface CurrentForm {
  value: JsonObject;
  /** True if agents.list was read as agents.entries. */
  fromList: boolean;
  written(path: ConfigPath): ConfigPath;
}

/** Reads `agents.list` as `agents.entries`, as releases since 2026.8.1 do if all ids are plain and unique. */
export function currentForm(config: JsonObject, version: string): CurrentForm {
  const same: CurrentForm = { value: config, fromList: false, written: (path) => path };
  const agents = config["agents"];
  if (!keysAgents(version) || !isObject(agents) || Object.hasOwn(agents, "entries")) return same;
  const entries = rosterOf(agents["list"]);
  if (entries === null) return same;
  const { list: _, ...rest } = agents;
  const ids = asArray(agents["list"]).map((agent) => getKey(agent, "id"));
  return {
    value: { ...config, agents: { ...rest, entries } },
    fromList: true,
    written(path) {
      const index = path[0] === "agents" && path[1] === "entries" ? ids.indexOf(String(path[2])) : -1;
      if (index >= 0) return ["agents", "list", index, ...path.slice(3)];
      return path[0] === "agents" && path[1] === "entries" ? ["agents", "list"] : path;
    },
  };
}

/** The agents of a list by id; null if OpenClaw does not convert the list. */
export function rosterOf(list: Json | undefined): JsonObject | null {
  if (!Array.isArray(list)) return null;
  const entries: JsonObject = {};
  for (const agent of list) {
    if (!isObject(agent)) return null;
    const { id, ...rest } = agent;
    if (typeof id !== "string" || agentId(id) !== id || Object.hasOwn(entries, id)) return null;
    entries[id] = rest;
  }
  return entries;
}

const entriesOf = (config: JsonObject) => {
  const entries = getIn(config, ["agents", "entries"]);
  return isObject(entries) ? Object.entries(entries) : [];
};

const ownership = objectRule("2026.8.2", ["agents"], (agents, { config }) => {
  const entries = entriesOf(config);
  const explicit = agents["ownership"] === "explicit";
  if (entries.length === 0)
    return explicit ? { below: ["entries"], message: "must contain at least one agent" } : null;
  const found: Fault[] = [];
  const seen = new Map<string, string>();
  for (const [key] of entries) {
    const first = seen.get(agentId(key));
    if (first !== undefined)
      found.push({ below: ["entries", key], message: `is the same agent as "${first}"`, atKey: true });
    else seen.set(agentId(key), key);
  }
  const marked = entries.filter(([, entry]) => getKey(entry, "default") === true).map(([key]) => key);
  if (marked.length > 1)
    found.push({
      below: ["entries"],
      message: `can have one agent with default: true, not ${marked.length}`,
    });
  if (explicit && marked.length > 0)
    found.push({ below: ["ownership"], message: 'cannot be "explicit" while an agent has default: true' });
  if (entries.length > 1 && marked.length === 0 && agents["ownership"] === undefined)
    found.push({
      below: ["ownership"],
      message: `must be "explicit" with ${entries.length} agents and no default: true`,
      hint: 'add ownership: "explicit" and name the agent that answers in agents.defaults.systemAgent.agentId, or run `openclaw doctor --fix`, which also keeps the first agent\'s workspace and channels',
    });
  return found;
});

/** The ids that may be named, and how a new one is written. */
function knownAgents(config: JsonObject): { ids: Set<string>; names: string[] } {
  const list = asArray(getIn(config, ["agents", "list"])).flatMap(
    (agent) => asString(getKey(agent, "id")) ?? [],
  );
  const names = [...entriesOf(config).map(([key]) => key), ...list];
  if (names.length === 0) names.push("main");
  return { ids: new Set(names.map(agentId)), names };
}

function unknownAgent(id: string, names: readonly string[]): Fault {
  const meant = didYouMean(id, names);
  return {
    message: `names the agent ${JSON.stringify(id)}, which is not configured`,
    suggestion: meant,
    hint:
      meant === undefined
        ? `the agents are ${names.map((name) => JSON.stringify(name)).join(", ")}`
        : undefined,
  };
}

const TARGETS = ["agents.defaults.heartbeat.agentId", "agents.defaults.systemAgent.agentId", "talk.agentId"];

const targets: Rule = {
  since: "2026.8.2",
  at: TARGETS,
  judge(value, { config }) {
    const { ids, names } = knownAgents(config);
    return typeof value !== "string" || value.trim() === "" || ids.has(agentId(value))
      ? null
      : unknownAgent(value, names);
  },
};

const bindings: Rule = {
  since: "2026.7.1",
  at: ["bindings.*.agentId"],
  judge(value, { config, version }) {
    const { ids, names } = knownAgents(config);
    if (typeof value !== "string" || ids.has(agentId(value))) return null;
    const isFree = keysAgents(version)
      ? value === "main"
      : asArray(getIn(config, ["agents", "list"])).length === 0;
    return isFree ? null : unknownAgent(value, names);
  },
};

const acp = objectRule("2026.3.24", ["bindings.*"], (binding) =>
  binding["type"] === "acp" && !(asString(getIn(binding, ["match", "peer", "id"])) ?? "").trim()
    ? { below: ["match"], message: "must have peer.id for an ACP binding" }
    : null,
);

const QUALIFIED = /^[a-z][a-z0-9_-]*:.+$/i;

const broadcast = objectRule("2026.1.30", ["broadcast"], (groups, { config, version }) => {
  const { names } = knownAgents(config);
  if (!keysAgents(version) && asArray(getIn(config, ["agents", "list"])).length === 0) return null;
  return Object.entries(groups).flatMap(([peer, group]) => {
    if (peer === "strategy" || typeof group !== "object" || group === null) return [];
    const isList = Array.isArray(group);
    const found: Fault[] = asArray(isList ? group : group["agents"]).flatMap((id, index) =>
      typeof id !== "string" || names.includes(id)
        ? []
        : [{ ...unknownAgent(id, names), below: [peer, ...(isList ? [] : ["agents"]), index] }],
    );
    if (!isList && !QUALIFIED.test(peer))
      found.push({ below: [peer], message: "requires a key of the form <channel>:<peer> for group options" });
    if (isList && QUALIFIED.test(peer) && group.length > 16 && compareVersions(version, "2026.9.6") >= 0)
      found.push({ below: [peer], message: "can have at most 16 agents" });
    return found;
  });
});

/** Agents that would share their state. Defaults differ by id, so only written folders can be equal. */
const agentDirs = objectRule("2026.1.30", ["agents"], (agents) => {
  const seen = new Map<string, string>();
  const all: [ConfigPath, Json][] = [
    ...(isObject(agents["entries"]) ? Object.entries(agents["entries"]) : []).map(
      ([key, entry]): [ConfigPath, Json] => [["entries", key], entry],
    ),
    ...asArray(agents["list"]).map((entry, index): [ConfigPath, Json] => [["list", index], entry]),
  ];
  return all.flatMap(([below, entry]) => {
    const dir = asString(getKey(entry, "agentDir"))?.trim().replace(/\/+$/, "");
    if (dir === undefined || dir === "" || dir.includes("${")) return [];
    const first = seen.get(dir);
    if (first !== undefined)
      return [
        {
          below: [...below, "agentDir"],
          message: `is already the folder of "${first}"; each agent needs its own`,
        },
      ];
    seen.set(dir, String(asString(getKey(entry, "id")) ?? below[1]));
    return [];
  });
});

const avatar: Rule = {
  since: "2026.1.30",
  at: ["{entry}.identity.avatar"],
  judge(value) {
    const text = typeof value === "string" ? value.trim() : "";
    if (text === "" || /^(?:data:|https?:\/\/)/i.test(text)) return null;
    const isDrive = /^[a-zA-Z]:[\\/]/.test(text);
    if (text.startsWith("~") || (/^[a-z][a-z0-9+.-]*:/i.test(text) && !isDrive))
      return { message: "must be a path in the agent's workspace, an http(s) URL or a data URI" };
    return leavesFolder(text) ? { message: "must stay within the agent's workspace" } : null;
  },
};

function leavesFolder(path: string): boolean {
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return !path.startsWith("/");
  }
  return false;
}

export const ROSTER_RULES: readonly Rule[] = [
  ...[ownership, targets, bindings, acp, broadcast, agentDirs, avatar],
];
