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
    what: "The agents stand in the list `agents.list`, as before OpenClaw 2026.8.1; since then `agents.entries` holds them by id.",
    why: "OpenClaw moves them by itself today, but some upgrades to 2026.8 stopped on it, and a tool that reads the new key sees no agents.",
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
      message: `agents.list is the form before 2026.8.1; OpenClaw ${context.openclaw.version} has agents.entries`,
      fixHint: "move each agent to agents.entries, with its id as the key",
      fix: moved(context),
    })),
  },
});

/** The same agents by id; none where an id is missing, stands twice, or agents.entries exists already. */
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
    // "default: true" on a list entry has a place of its own in the new form.
    safe: list.every((agent) => getKey(agent, "default") === undefined),
  });
}
