import { type Fix, fixOf, setEdits } from "../../core/finding.ts";
import { asArray, getIn, isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN, QWEN_IS_DEFAULT } from "../support/example.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** Keys from older releases that OpenClaw still accepts, and moves or drops automatically. */
export const retiredKey = defineCheck({
  id: "retired-key",
  title: "Key from an older release",
  severity: "warning",
  doc: {
    what: "A context size is set where releases before 2026.8.1 expected it: on the provider, or for all agents.",
    why: "OpenClaw still starts. It moves a provider's size to its models at the next write, but it drops `agents.defaults.contextTokens`, so that limit no longer applies.",
    bad: localProvider(
      QWEN,
      'agents: { defaults: { contextTokens: 32768, model: { primary: "local/qwen3" } } },',
    ),
    good: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, contextTokens: 32768 }],',
      QWEN_IS_DEFAULT,
    ),
  },
  config: {
    run: each(issuesOf("retired-key"), ({ path }, context) => {
      const key = String(path.at(-1));
      const isDropped = path[0] === "agents";
      return {
        at: path,
        atKey: true,
        message: isDropped
          ? `OpenClaw ${context.openclaw.version} drops ${formatPath(path)}: the limit has no effect`
          : `OpenClaw ${context.openclaw.version} no longer accepts "${key}" on a provider and moves it to the models`,
        fixHint: isDropped ? "set contextTokens in each model row instead" : `move ${key} to each model`,
        // A dropped limit had a purpose, so the user decides whether to remove it. A size moves to the models exactly as
        // OpenClaw moves it.
        fix: isDropped ? fixOf({ edits: [{ op: "remove", path }] }) : moved(context, path),
      };
    }),
  },
});

/** The size in every model that has none of its own. */
function moved({ config }: ConfigContext, path: ConfigPath): Fix | null {
  const value = getIn(config.value, path);
  const models = [...path.slice(0, -1), "models"];
  const rows = asArray(getIn(config.value, models));
  const key = String(path.at(-1));
  const edits = rows.flatMap((row, index) =>
    value === undefined || !isObject(row) || row[key] !== undefined
      ? []
      : setEdits([...models, index, key], value),
  );
  return fixOf({
    edits: [{ op: "remove", path }, ...edits],
    safe:
      rows.length > 0 &&
      "OpenClaw makes the same move to the rows itself, and no row that has the key changes",
  });
}
