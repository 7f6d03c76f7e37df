import { setFix } from "../../core/finding.ts";
import { aboutProbe, perRefusal, quoted } from "../support/deep.ts";
import { rowPath } from "../support/paths.ts";
import { defineCheck } from "../types.ts";

export const stringContentRequired = defineCheck({
  id: "string-content-required",
  title: "The server does not accept message parts",
  severity: "error",
  doc: {
    what: "A message whose content is a list of parts is refused, but the same turn with a plain string is answered.",
    why: "OpenClaw sends the user's message as parts in every agent turn, so no turn works, while curl with a string does.",
    seen: 'HTTP 422 "messages.2.content: Input should be a valid string"',
    helps: {
      always: { "OpenClaw config": "`models.providers.<id>.models[].compat.requiresStringContent: true`" },
      because: "OpenClaw then sends plain text, which all of them take",
    },
  },
  turn: {
    stage: "answers",
    run: perRefusal("answer", "string-content", (subject, seen) =>
      aboutProbe(subject, seen, {
        message: `The server of ${subject.model.ref} refuses messages made of parts, which every OpenClaw turn has: ${quoted(seen)}`,
        evidence: { withStrings: "answered" },
        fixHint: "set compat.requiresStringContent to true for this model",
        fix: setFix(rowPath(subject, "compat", "requiresStringContent"), true, {
          safe: "the server refused every turn in parts, and answered the same turn as a string",
        }),
      }),
    ),
  },
});
