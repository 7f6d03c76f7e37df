import { setFix } from "../../core/finding.ts";
import { aboutProbe, perRefusal, quoted } from "../support/deep.ts";
import { rowPath } from "../support/paths.ts";
import { defineCheck } from "../types.ts";

export const strictMessageKeys = defineCheck({
  id: "strict-message-keys",
  title: "The server refuses extra message keys",
  severity: "error",
  doc: {
    what: "The request after a tool call is refused, but passes when its messages have only role and content.",
    why: "The first tool call works, but the next request of the same turn fails with a 400, so the agent stops after one step.",
    seen: 'HTTP 400 "messages[3]: keys must be one of role, content"',
    helps: {
      always: { "OpenClaw config": "`models.providers.<id>.models[].compat.strictMessageKeys: true`" },
      because: "OpenClaw then sends role and content only",
    },
  },
  turn: {
    stage: "tools",
    run: perRefusal("follow-up", "role-content-only", (subject, seen) =>
      aboutProbe(subject, seen, {
        message: `The server of ${subject.model.ref} refuses messages with more than role and content, so turns end at the first tool: ${quoted(seen)}`,
        evidence: { roleAndContentOnly: "answered" },
        fixHint: "set compat.strictMessageKeys to true for this model",
        fix: setFix(rowPath(subject, "compat", "strictMessageKeys"), true, {
          safe: "the server refuses every turn after a tool call now, and answered the same one in this form",
        }),
      }),
    ),
  },
});
