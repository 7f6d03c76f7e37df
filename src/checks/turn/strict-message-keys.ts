import { answered } from "../../turn/probes/outcome.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** Messages may have a role and a content, and nothing else. */
export const strictMessageKeys = defineCheck({
  id: "strict-message-keys",
  title: "The server refuses keys of messages",
  severity: "error",
  doc: {
    what: "The turn behind a tool call is refused, and passes when its messages have role and content only.",
    why: "The first tool call works, and the next request of the same turn fails with a 400: the agent stops after one step.",
    seen: 'HTTP 400 "messages[3]: keys must be one of role, content"',
    helps: "models.providers.<id>.models[]: { compat: { strictMessageKeys: true } }",
  },
  turn: {
    stage: "tools",
    run(facts, context) {
      return forProbes(facts, "follow-up", (model, seen) => {
        if (seen.errorKind === null || !answered(model.deep?.probes["role-content-only"])) return null;
        return aboutProbe(facts, model, context, seen, {
          message: `The server of ${model.ref} refuses messages with more than role and content, so turns end at the first tool: ${quoted(seen)}`,
          evidence: { roleAndContentOnly: "answered" },
          fixHint: "set compat.strictMessageKeys to true for this model",
          fix: rowFix(facts, model, context, ["compat", "strictMessageKeys"], true),
        });
      });
    },
  },
});
