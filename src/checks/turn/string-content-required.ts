import { answered } from "../../turn/probes/outcome.ts";
import type { Check } from "../server/types.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";

/** The server wants strings where OpenClaw sends parts. */
export const stringContentRequired: Check = {
  id: "string-content-required",
  title: "The server takes no message parts",
  severity: "error",
  stage: "answers",
  deep: true,
  doc: {
    what: "A message whose content is a list of parts is refused; the same turn with a plain string is answered.",
    why: "OpenClaw sends the user's message as parts in every agent turn, so no turn works, while curl with a string does.",
    bad: 'HTTP 422 "messages.2.content: Input should be a valid string"',
    good: "models.providers.<id>.models[]: { compat: { requiresStringContent: true } }",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => {
      if (seen.errorKind === null || !answered(model.deep?.probes["string-content"])) return null;
      return aboutProbe(facts, model, context, seen, {
        message: `The server of ${model.ref} refuses messages made of parts, which every OpenClaw turn has: ${quoted(seen)}`,
        evidence: { withStrings: "answered" },
        fixHint: "set compat.requiresStringContent to true for this model",
        fix: rowFix(facts, model, context, ["compat", "requiresStringContent"], true),
      });
    });
  },
};
