import { fixOf } from "../../core/finding.ts";
import { asString, getIn } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import type { ModelRefUse } from "../../openclaw/types.ts";
import { canonicalRef } from "../support/config-refs.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** A fallback that is the primary model itself, or a repeated one. */
export const fallbackIsPrimary = defineCheck({
  id: "fallback-is-primary",
  title: "Fallback that repeats a model",
  severity: "warning",
  doc: {
    what: "A fallback of the default model, of an agent, of its sub-agents or of another list with fallbacks is the primary model itself, or appears twice in the list.",
    why: "OpenClaw drops the repeated model. When the primary model fails, there is one fallback less, or none.",
    bad: localProvider(
      QWEN,
      'agents: { defaults: { model: { primary: "local/qwen3", fallbacks: ["local/qwen3"] } } },',
    ),
    good: localProvider(
      QWEN,
      'agents: { defaults: { model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-sonnet-4-6"] } } },',
    ),
  },
  config: {
    yieldsTo: ["vendor-slash-misroute"],
    run(context) {
      const lists = new Map<string, ModelRefUse[]>();
      for (const use of context.view.refs) {
        if (use.path.at(-2) !== "fallbacks") continue;
        const list = formatPath(use.path.slice(0, -1));
        lists.set(list, [...(lists.get(list) ?? []), use]);
      }
      return [...lists.values()].flatMap((uses) => repeatedIn(uses, context));
    },
  },
});

/** The fallbacks of one list that repeat its primary model or an earlier one. */
function repeatedIn(uses: readonly ModelRefUse[], context: ConfigContext): ConfigFinding[] {
  const [one] = uses;
  const owner = one?.path.slice(0, -2) ?? [];
  const own = asString(getIn(context.config.value, [...owner, "primary"]));
  const primary = own ?? (one?.kind === "agent" ? context.view.primary : null);
  const first = primary === null ? null : canonicalRef(context, primary);
  const seen = new Set(first === null ? [] : [first]);
  return uses.flatMap((use) => {
    const ref = canonicalRef(context, use.ref);
    if (!seen.has(ref)) {
      seen.add(ref);
      return [];
    }
    return {
      at: use.path,
      target: use.ref,
      message: `The fallback "${use.ref}" ${ref === first ? "is the primary model itself" : "is already in the list"}`,
      fixHint: ref === first ? "remove it, or name another model" : "remove it",
      // OpenClaw drops a repeated model, so nothing changes
      fix: fixOf({
        edits: [{ op: "remove", path: use.path }],
        safe: "the same model stays in the list or as the primary, and OpenClaw calls each only once",
      }),
    };
  });
}
