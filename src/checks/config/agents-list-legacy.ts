import { type Fix, fixOf } from "../../core/finding.ts";
import { getIn, getKey, type JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { rosterOf } from "../../openclaw/rules/roster.ts";
import { issuesOf } from "../support/config-schema.ts";
import { mayHoldSecret } from "../support/config-text.ts";
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
    run: each(issuesOf("agents-list-legacy"), ({ path }, context) => {
      const entries = currentRoster(context);
      const is = `agents.list is the form before 2026.8.1; OpenClaw ${context.openclaw.version} uses agents.entries`;
      return {
        at: path,
        atKey: true,
        severity: entries === null ? "error" : undefined,
        message: entries === null ? `${is} and refuses this list` : is,
        fixHint:
          entries === null
            ? "move each agent to agents.entries, keyed by a plain id of its own (letters in lower case, digits, - and _)"
            : "move each agent to agents.entries, keyed by its id, or run `openclaw doctor --fix`",
        fix: entries === null ? null : moved(entries, context),
      };
    }),
  },
});

/** The agents by id; null if OpenClaw does not convert the list. */
function currentRoster({ config }: ConfigContext): JsonObject | null {
  const agents = getKey(config.value, "agents");
  return getKey(agents, "entries") === undefined ? rosterOf(getKey(agents, "list")) : null;
}

const ENTRIES: ConfigPath = ["agents", "entries"];

function moved(entries: JsonObject, { config }: ConfigContext): Fix | null {
  const agents = Object.values(entries);
  const marked = agents.filter((agent) => getKey(agent, "default") === true).length;
  const owned = getIn(config.value, ["agents", "ownership"]) === "explicit";
  return fixOf({
    edits: [
      { op: "remove", path: ["agents", "list"] },
      { op: "set", path: ENTRIES, value: entries, hidden: mayHoldSecret(ENTRIES, entries) || undefined },
    ],
    // for other lists, OpenClaw's own migration also keeps the first agent's workspace and channels
    safe:
      (agents.length === 1 || (agents.length > 1 && (owned ? marked === 0 : marked === 1))) &&
      "OpenClaw reads both forms of this list alike, with the same agents and the same default one",
  });
}
