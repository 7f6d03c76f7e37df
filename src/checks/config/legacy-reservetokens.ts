import { fixOf } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** `agents.defaults.compaction.reserveTokens*` and `maxHistoryShare` are invalid since 2026.8.1. */
export const legacyReservetokens = defineCheck({
  id: "legacy-reservetokens",
  title: "Compaction reserve that OpenClaw no longer accepts",
  severity: "error",
  doc: {
    what: "The config has `reserveTokens`, `reserveTokensFloor` or `maxHistoryShare` in `agents.defaults.compaction`. OpenClaw 2026.8.1 removed them.",
    why: "They make the config invalid, although older OpenClaw releases told users to set them. The reserve now follows the context window.",
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
      fix: fixOf({
        edits: [{ op: "remove", path }],
        safe: "OpenClaw refuses the whole config with this key, and has no other place for its value",
      }),
    })),
  },
});
