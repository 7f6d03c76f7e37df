import { answered } from "../../turn/probes/outcome.ts";
import type { Check } from "../server/types.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";

/** Messages may have a role and a content, and nothing else. */
export const strictMessageKeys: Check = {
  id: "strict-message-keys",
  title: "The server refuses keys of messages",
  severity: "error",
  stage: "tools",
  deep: true,
  doc: {
    what: "The turn behind a tool call is refused, and passes when its messages have role and content only.",
    why: "The first tool call works, and the next request of the same turn fails with a 400: the agent stops after one step.",
    bad: 'HTTP 400 "messages[3]: keys must be one of role, content"',
    good: "models.providers.<id>.models[]: { compat: { strictMessageKeys: true } }",
  },
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
};
