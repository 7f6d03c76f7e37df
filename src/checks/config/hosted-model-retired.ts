import { fixOf } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { resolveRef } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { moveRefs } from "../support/move-refs.ts";
import { defineCheck } from "../types.ts";

/** Hosted models that OpenClaw removed. `since` is the oldest release measured without the model. */
const RETIRED: readonly { ref: string; since: string; replacement: string }[] = [
  { ref: "anthropic/claude-sonnet-4-5", since: "2026.9.6", replacement: "anthropic/claude-sonnet-4-6" },
];

/** A hosted model that this OpenClaw no longer knows. */
export const hostedModelRetired = defineCheck({
  id: "hosted-model-retired",
  title: "Hosted model that OpenClaw no longer knows",
  severity: "warning",
  doc: {
    what: "The config names a hosted model that OpenClaw has removed from its catalog.",
    why: 'OpenClaw reports "Unknown model" in the log only and uses the fallback, so a hosted-first config runs on the local model.',
    bad: `{
  agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-5" } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-6" } } },
}`,
  },
  config: {
    run: each(
      () => RETIRED,
      ({ ref, since, replacement }, context) => {
        if (compareVersions(context.openclaw.version, since) < 0) return null;
        const uses = context.view.refs.filter(
          (use) => use.ref === ref && resolveRef(context, use.ref).kind === "plugin",
        );
        const [first] = uses;
        if (first === undefined) return null;
        return {
          at: first.path,
          atKey: first.kind === "alias-map",
          target: ref,
          message: `OpenClaw ${context.openclaw.version} does not know ${ref}`,
          evidence: { replacement, places: uses.map((use) => formatPath(use.path)) },
          fixHint: `use ${replacement}`,
          fix: fixOf({ edits: moveRefs(context.config.value, uses, replacement) }),
        };
      },
    ),
  },
});
