import { fixOf, setEdits, setFix } from "../../core/finding.ts";
import { asArray, getIn, isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { agentPaths } from "../../openclaw/agents.ts";
import { isReadVersion } from "../support/config-local.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** Profiles without a shell. */
const WITHOUT_EXEC = new Set(["messaging", "minimal"]);
/** Names that include `exec`; "bash" is an alias. */
const BRINGS_EXEC = new Set(["exec", "bash", "group:runtime", "*"]);

/** A configured shell that the tool profile removes. */
export const toolsProfileMessaging = defineCheck({
  id: "tools-profile-messaging",
  title: "Tool profile that removes the configured shell",
  severity: "warning",
  doc: {
    what: '`tools.profile` is "messaging" or "minimal", which does not include the shell, but the config sets up the shell (`tools.exec`, or `exec` in `tools.allow`). `tools.alsoAllow` would add it.',
    why: "A profile is the outer limit: tool settings and `tools.allow` do not widen it. The agent can only talk, and says that it cannot run anything.",
    bad: `{
  tools: { profile: "messaging", exec: { mode: "allowlist" } },
}`,
    good: `{
  tools: { profile: "messaging", alsoAllow: ["exec", "process"], exec: { mode: "allowlist" } },
}`,
  },
  config: {
    run(context) {
      // Older releases let the settings of a tool widen the profile; from this one on OpenClaw logs a warning instead.
      if (!isReadVersion(context)) return [];
      const agents = agentPaths(context).filter((path) => path[1] !== "defaults");
      return [[], ...agents].flatMap((owner: ConfigPath) => ofOwner(context, [...owner, "tools"]));
    },
  },
});

/** Compares the profile of one `tools` block with the shell settings of the same block. */
function ofOwner({ config }: ConfigContext, tools: ConfigPath): ConfigFinding[] {
  const at = [...tools, "profile"];
  const profile = getIn(config.value, at);
  if (typeof profile !== "string" || !WITHOUT_EXEC.has(profile)) return [];
  const names = (path: ConfigPath, key: string) => asArray(getIn(config.value, [...path, key]));
  const has = (path: ConfigPath, key: string) =>
    names(path, key).some((t) => typeof t === "string" && BRINGS_EXEC.has(t));
  // an agent without its own list uses the global one (read in 2026.9.6)
  if (has(tools, "alsoAllow") || has(tools, "deny") || has(["tools"], "alsoAllow") || has(["tools"], "deny"))
    return [];
  const exec = getIn(config.value, [...tools, "exec"]);
  const isSetUp =
    isObject(exec) && exec.mode !== "deny" && exec.security !== "deny" && Object.keys(exec).length > 0;
  // an allowlist without it excludes the shell on purpose
  const asked = has(tools, "allow") ? "allow" : isSetUp && names(tools, "allow").length === 0 ? "exec" : null;
  if (asked === null) return [];
  const also = [...tools, "alsoAllow"];
  const written = names(tools, "alsoAllow");
  return [
    {
      at,
      target: null,
      message: `The profile "${profile}" has no shell, so ${formatPath([...tools, asked])} has no effect`,
      evidence: { profile, asked: formatPath([...tools, asked]) },
      fixHint:
        asked === "allow"
          ? 'move the list to alsoAllow (OpenClaw refuses both in one place), or use the profile "coding"'
          : 'add "exec" to alsoAllow next to it, or use the profile "coding"',
      // never enable a shell without asking
      fix:
        asked === "allow"
          ? fixOf({
              edits: [
                { op: "remove", path: [...tools, "allow"] },
                ...setEdits(also, [...written, ...names(tools, "allow")]),
              ],
            })
          : setFix(also, [...written, "exec", "process"]),
    },
  ];
}
