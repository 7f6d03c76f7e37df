import { type Fix, fixOf } from "../../core/finding.ts";
import { getIn, getKey, isObject, type JsonObject } from "../../core/json.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** `agents.list` became `agents.entries`, an object by id, in 2026.8.1. */
export const agentsListLegacy = defineCheck({
  id: "agents-list-legacy",
  title: "agents.list is now agents.entries",
  severity: "warning",
  doc: {
    what: "The config lists its agents in `agents.list`. OpenClaw 2026.8.1 replaced it with `agents.entries`, which is keyed by agent id.",
    why: "OpenClaw migrates the list automatically today, but some upgrades to 2026.8 failed on it, and a tool that reads only the new key sees no agents.",
    bad: `{
  agents: { list: [{ id: "main" }] },
}`,
    good: `{
  agents: { entries: { main: {} } },
}`,
  },
  config: {
    run: each(issuesOf("agents-list-legacy"), ({ path }, context) => ({
      at: path,
      atKey: true,
      message: `agents.list is the form before 2026.8.1; OpenClaw ${context.openclaw.version} uses agents.entries`,
      fixHint: "move each agent to agents.entries, keyed by its id",
      fix: moved(context),
    })),
  },
});

/** The same agents keyed by id; null if an id is missing or repeated, or if agents.entries already exists. */
function moved({ config }: ConfigContext): Fix | null {
  const list = getIn(config.value, ["agents", "list"]);
  if (!Array.isArray(list) || getIn(config.value, ["agents", "entries"]) !== undefined) return null;
  const entries: JsonObject = {};
  for (const agent of list) {
    const id = getKey(agent, "id");
    if (!isObject(agent) || typeof id !== "string" || Object.hasOwn(entries, id)) return null;
    const { id: _, ...rest } = agent;
    entries[id] = rest;
  }
  return fixOf({
    edits: [
      { op: "remove", path: ["agents", "list"] },
      { op: "set", path: ["agents", "entries"], value: entries },
    ],
    // "default: true" on a list entry is stored elsewhere in the new form.
    safe: list.every((agent) => getKey(agent, "default") === undefined),
  });
}
