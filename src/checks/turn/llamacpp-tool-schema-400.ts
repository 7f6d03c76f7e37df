import { setFix } from "../../core/finding.ts";
import { asArray, getIn } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { aboutProbe, perRefusal, quoted } from "../support/deep.ts";
import { biteOf } from "../support/outcome.ts";
import { rowPath, rowValue } from "../support/paths.ts";
import { type CheckContext, defineCheck } from "../types.ts";

export const llamacppToolSchema400 = defineCheck({
  id: "llamacpp-tool-schema-400",
  title: "The server refuses patterns in tool schemas",
  severity: "error",
  doc: {
    what: 'A request with tools is refused, but passes when the keyword "pattern" is removed from the tool schemas.',
    why: "llama.cpp and its derivatives turn tool schemas into a grammar, and some builds cannot convert every pattern. OpenClaw's tools have patterns up to 2026.8, and later with tools.toolSearch set to false; then no turn works.",
    seen: "HTTP 400 \"Unable to generate parser… Pattern must start with '^'\"",
    helps: {
      always: {
        "OpenClaw config":
          '`models.providers.<id>.models[].compat.unsupportedToolSchemaKeywords: ["pattern"]`',
      },
      because: "OpenClaw then leaves the keyword out",
    },
  },
  turn: {
    stage: "tools",
    after: ["vllm-no-auto-tool-choice", "model-lacks-tools"],
    run: perRefusal("tools", "no-pattern", (subject, seen) => {
      const { model, context } = subject;
      const keys = ["compat", "unsupportedToolSchemaKeywords"];
      const dropped = asArray(rowValue(subject, ...keys)).filter((word) => typeof word === "string");
      const bites = sendsPatterns(context);
      const who = bites ? "as OpenClaw's have" : "which OpenClaw's own lack while tool search is on";
      return aboutProbe(subject, seen, {
        severity: bites ? biteOf(subject) : "info",
        message: `The server of ${model.ref} refuses tools whose schemas have a pattern, ${who}: ${quoted(seen)}`,
        evidence: { withoutPattern: "answered" },
        fixHint: 'update the server, or set compat.unsupportedToolSchemaKeywords to ["pattern"]',
        fix: setFix(rowPath(subject, ...keys), [...dropped, "pattern"], {
          safe:
            bites &&
            "the server refuses every request with tools now, and answered the same one without patterns",
        }),
      });
    }),
  },
});

/** Since then tool search is on by default, and the twelve tools of a first turn have no pattern (recorded on 2026.9.6). */
const CLEAN_SINCE = "2026.9.0";

/** With tool search off, 2026.9.6 sends 54 tools with 15 patterns (recorded). */
function sendsPatterns({ openclaw, config }: CheckContext): boolean {
  const search = getIn(config?.value, ["tools", "toolSearch"]);
  return compareVersions(openclaw.version, CLEAN_SINCE) < 0 || search === false;
}
