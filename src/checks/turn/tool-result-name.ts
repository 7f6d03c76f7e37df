import { setFix } from "../../core/finding.ts";
import { aboutProbe, perRefusal, quoted } from "../support/deep.ts";
import { rowPath } from "../support/paths.ts";
import { defineCheck } from "../types.ts";

export const toolResultName = defineCheck({
  id: "tool-result-name",
  title: "The server requires the tool's name in tool results",
  severity: "error",
  doc: {
    what: "The request after a tool call is refused, but passes when the result includes the name of the tool.",
    why: "The first tool call works, but the next request of the same turn fails with a 400, so the agent stops after one step.",
    seen: 'HTTP 400 "messages[4].name: field required"',
    helps: {
      always: { "OpenClaw config": "`models.providers.<id>.models[].compat.requiresToolResultName: true`" },
      because: "OpenClaw then sends the name",
    },
  },
  turn: {
    stage: "tools",
    run: perRefusal("follow-up", "result-name", (subject, seen) =>
      aboutProbe(subject, seen, {
        message: `The server of ${subject.model.ref} requires the name of the tool in its result, so turns end at the first tool: ${quoted(seen)}`,
        evidence: { withName: "answered" },
        fixHint: "set compat.requiresToolResultName to true for this model",
        fix: setFix(rowPath(subject, "compat", "requiresToolResultName"), true, {
          safe: "the server refuses every turn after a tool call now, and answered the same one with the name",
        }),
      }),
    ),
  },
});
