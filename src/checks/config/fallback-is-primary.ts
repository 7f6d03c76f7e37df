import { fixOf } from "../../core/finding.ts";
import { findRow } from "../../openclaw/view.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** A fallback that is the primary model itself, or a repeated one. */
export const fallbackIsPrimary = defineCheck({
  id: "fallback-is-primary",
  title: "Fallback that repeats a model",
  severity: "warning",
  doc: {
    what: "A fallback of the default model is the primary model itself, or appears twice in the list.",
    why: "When the model fails, OpenClaw tries the same one again, with all its timeouts, instead of another.",
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
    run({ view }) {
      const canonical = (ref: string) => findRow(view, ref)?.row.ref ?? ref;
      const seen = new Set(view.primary === null ? [] : [canonical(view.primary)]);
      return view.refs.flatMap((use) => {
        if (use.kind !== "fallback") return [];
        const ref = canonical(use.ref);
        if (!seen.has(ref)) {
          seen.add(ref);
          return [];
        }
        const isPrimary = view.primary !== null && ref === canonical(view.primary);
        return {
          at: use.path,
          target: use.ref,
          message: `The fallback "${use.ref}" ${isPrimary ? "is the primary model itself" : "is already in the list"}`,
          fixHint: isPrimary ? "remove it, or name another model" : "remove it",
          fix: fixOf({ edits: [{ op: "remove", path: use.path }], safe: true }),
        };
      });
    },
  },
});
