import { fixOf } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN_IS_DEFAULT } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** Keys of older releases that OpenClaw still takes, and moves or drops by itself. */
export const retiredKey = defineCheck({
  id: "retired-key",
  title: "Key of an older release",
  severity: "warning",
  doc: {
    what: "A context size stands where releases before 2026.8.1 had it: on the provider, or for all agents.",
    why: "OpenClaw still starts. A provider's size is moved to its models at the next write; `agents.defaults.contextTokens` is dropped, so the limit that it set is gone.",
    bad: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],',
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
          : `OpenClaw ${context.openclaw.version} no longer has "${key}" on a provider and moves it to the models`,
        fixHint: isDropped
          ? "set contextTokens in each model row instead"
          : `set ${key} in each model row instead`,
        // A dropped limit was meant to hold for something, so removing it is for the user to decide.
        fix: fixOf({ edits: [{ op: "remove", path }] }),
      };
    }),
  },
});
