import { answered } from "../../turn/probes/outcome.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** A tool's result must name the tool. */
export const toolResultName = defineCheck({
  id: "tool-result-name",
  title: "The server wants the name in tool results",
  severity: "error",
  doc: {
    what: "The turn behind a tool call is refused, and passes when the result has the name of the tool.",
    why: "The first tool call works, and the next request of the same turn fails with a 400: the agent stops after one step.",
    seen: 'HTTP 400 "messages[4].name: field required"',
    helps: "models.providers.<id>.models[]: { compat: { requiresToolResultName: true } }",
  },
  turn: {
    stage: "tools",
    run(facts, context) {
      return forProbes(facts, "follow-up", (model, seen) => {
        if (seen.errorKind === null || !answered(model.deep?.probes["result-name"])) return null;
        return aboutProbe(facts, model, context, seen, {
          message: `The server of ${model.ref} wants the name of the tool in its result, so turns end at the first tool: ${quoted(seen)}`,
          evidence: { withName: "answered" },
          fixHint: "set compat.requiresToolResultName to true for this model",
          fix: rowFix(facts, model, context, ["compat", "requiresToolResultName"], true),
        });
      });
    },
  },
});
