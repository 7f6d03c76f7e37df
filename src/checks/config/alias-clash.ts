import { getIn, getKey, isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { agentPaths } from "../../openclaw/agents.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** The same alias for two models. */
export const aliasClash = defineCheck({
  id: "alias-clash",
  title: "Alias shared by two models",
  severity: "warning",
  doc: {
    what: "Two models in `agents.defaults.models`, or in the map of one agent, have the same `alias`, ignoring case.",
    why: "`/model <alias>` selects only one of them, and OpenClaw does not report which.",
    bad: localProvider(
      QWEN,
      `agents: { defaults: { models: {
  "anthropic/claude-opus-4-6": { alias: "Best" },
  "local/qwen3": { alias: "best" },
} } },`,
    ),
    good: localProvider(
      QWEN,
      `agents: { defaults: { models: {
  "anthropic/claude-opus-4-6": { alias: "Best" },
  "local/qwen3": { alias: "Qwen" },
} } },`,
    ),
  },
  config: { run: (context) => agentPaths(context).flatMap((agent) => findClashes(context, agent)) },
});

/** The clashes within one map: an agent's own alias replaces that of the defaults. */
function findClashes({ config }: ConfigContext, agent: ConfigPath): ConfigFinding[] {
  const path = [...agent, "models"];
  const models = getIn(config.value, path);
  if (!isObject(models)) return [];
  const first = new Map<string, string>();
  return Object.entries(models).flatMap(([ref, model]) => {
    const alias = getKey(model, "alias");
    if (typeof alias !== "string" || alias.trim() === "") return [];
    const name = alias.trim().toLowerCase();
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, ref);
      return [];
    }
    return [
      {
        at: [...path, ref, "alias"],
        target: ref,
        message: `The alias "${alias}" is also used for ${other}`,
        evidence: { other: formatPath([...path, other, "alias"]) },
        fixHint: "give one of them a different alias",
      },
    ];
  });
}
