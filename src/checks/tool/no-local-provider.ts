import { fixOf } from "../../core/finding.ts";
import { listed } from "../../core/words.ts";
import type { ServerState } from "../../servers/types.ts";
import type { CheckAbout, CheckFinding } from "../types.ts";

export const noLocalProvider: CheckAbout & {
  finding(scanned: readonly ServerState[] | null): CheckFinding;
} = {
  id: "no-local-provider",
  title: "The config has no local provider",
  severity: "warning",
  doc: {
    what: "No configured provider has a local address, so there is no local model to examine.",
    why: "OpenClaw then uses hosted models only, even when a model server runs on this machine.",
    seen: "{ models: { providers: {} } }",
    helps: "`openclaw-local init`",
  },
  /** `scanned` is what answers on the default ports; null when they were not scanned. */
  finding(scanned: readonly ServerState[] | null): CheckFinding {
    const found = (scanned ?? []).filter((s) => s.status === "ready" || s.status === "unauthorized");
    const names = found.map((s) => `${s.product ?? "a model server"} at ${s.baseUrl}`);
    const seen =
      scanned === null
        ? ""
        : found.length === 0
          ? "; no model server answers here either"
          : `; ${listed(names)} ${found.length === 1 ? "answers" : "answer"} here`;
    return {
      message: `The config has no local provider${seen}`,
      at: null,
      evidence: { found: found.map((s) => ({ kind: s.kind, baseUrl: s.baseUrl })) },
      fixHint:
        found.length > 0
          ? "let init write the provider"
          : "start a model server, then let init write the provider",
      fix: fixOf({ commands: ["openclaw-local init"] }),
    };
  },
};
