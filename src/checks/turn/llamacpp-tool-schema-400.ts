import { asArray, getIn } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { answered } from "../../turn/probes/outcome.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** The server cannot make a grammar of a pattern in a tool's schema. */
export const llamacppToolSchema400 = defineCheck({
  id: "llamacpp-tool-schema-400",
  title: "The server refuses patterns in tool schemas",
  severity: "error",
  doc: {
    what: 'A request with tools is refused, and passes when the keyword "pattern" is taken out of their schemas.',
    why: "llama.cpp and what is built on it turn tool schemas into a grammar, and some builds cannot do that with every pattern. Until 2026.8, and with tools.toolSearch false, OpenClaw's tools have patterns, and then no turn works.",
    seen: "HTTP 400 \"Unable to generate parser… Pattern must start with '^'\"",
    helps:
      'models.providers.<id>.models[]: { compat: { unsupportedToolSchemaKeywords: ["pattern"] } }, or a newer build',
  },
  turn: {
    stage: "tools",
    after: ["vllm-no-auto-tool-choice", "model-lacks-tools"],
    run(facts, context) {
      return forProbes(facts, "tools", (model, seen) => {
        if (seen.errorKind === null || !answered(model.deep?.probes["no-pattern"])) return null;
        const keys = ["compat", "unsupportedToolSchemaKeywords"];
        const bites = sendsPatterns(context);
        const who = bites ? "as OpenClaw's have" : "which OpenClaw's own lack while tool search is on";
        return aboutProbe(facts, model, context, seen, {
          ...(bites ? {} : { severity: "info" as const }),
          message: `The server of ${model.ref} refuses tools whose schemas have a pattern, ${who}: ${quoted(seen)}`,
          evidence: { withoutPattern: "answered" },
          fixHint: 'update the server, or set compat.unsupportedToolSchemaKeywords to ["pattern"]',
          fix: rowFix(facts, model, context, keys, [...dropped(facts, model, context), "pattern"]),
        });
      });
    },
  },
});

/** Since then tool search is on by itself, and the twelve tools of a first turn have no pattern (recorded on 2026.9.6). */
const CLEAN_SINCE = "2026.9.0";

/** With tool search off, 2026.9.6 sends 54 tools with 15 patterns (recorded). */
function sendsPatterns({ openclaw, config }: CheckContext): boolean {
  const search = getIn(config?.value, ["tools", "toolSearch"]);
  return compareVersions(openclaw.version, CLEAN_SINCE) < 0 || search === false;
}

function dropped(facts: EndpointFacts, model: ModelFacts, context: CheckContext): string[] {
  const path = context.pathOf(facts, model, "compat", "unsupportedToolSchemaKeywords");
  const value = path === null ? undefined : getIn(context.config?.value, path);
  return asArray(value).filter((word) => typeof word === "string");
}
