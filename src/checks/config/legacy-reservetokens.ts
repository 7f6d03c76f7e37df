import { fixOf } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** `agents.defaults.compaction.reserveTokens*` and `maxHistoryShare` are refused since 2026.8.1. */
export const legacyReservetokens = defineCheck({
  id: "legacy-reservetokens",
  title: "Compaction reserve that OpenClaw no longer takes",
  severity: "error",
  doc: {
    what: "`reserveTokens`, `reserveTokensFloor` and `maxHistoryShare` of `agents.defaults.compaction` were removed in OpenClaw 2026.8.1.",
    why: "The config is invalid with them, though an older OpenClaw told users to set them. The reserve now follows the context window.",
    bad: `{
  agents: { defaults: { compaction: { mode: "safeguard", reserveTokensFloor: 20000 } } },
}`,
    good: `{
  agents: { defaults: { compaction: { mode: "safeguard" } } },
}`,
  },
  config: {
    run: each(issuesOf("legacy-reservetokens"), ({ path }, context) => ({
      at: path,
      atKey: true,
      message: `OpenClaw ${context.openclaw.version} refuses ${formatPath(path)}`,
      fixHint: "remove it; the reserve follows the context window",
      fix: fixOf({ edits: [{ op: "remove", path }], safe: true }),
    })),
  },
});
