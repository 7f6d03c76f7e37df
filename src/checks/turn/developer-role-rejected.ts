import { answered } from "../../turn/probes/outcome.ts";
import type { Check } from "../server/types.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";

/** The role that OpenClaw uses for reasoning models on the Responses route is refused. */
export const developerRoleRejected: Check = {
  id: "developer-role-rejected",
  title: "The server refuses the role developer",
  severity: "error",
  stage: "answers",
  deep: true,
  doc: {
    what: 'Instructions in the role "developer" are refused; the same turn with "system" is answered.',
    why: "On openai-responses OpenClaw gives its instructions to reasoning models in that role, so no turn works.",
    bad: 'HTTP 400 "Unexpected message role."',
    good: "models.providers.<id>.models[]: { compat: { supportsDeveloperRole: false } }",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => {
      if (seen.errorKind === null || !answered(model.deep?.probes["system-role"])) return null;
      return aboutProbe(facts, model, context, seen, {
        message: `The server of ${model.ref} refuses the role "developer", in which OpenClaw gives its instructions: ${quoted(seen)}`,
        evidence: { withSystemRole: "answered" },
        fixHint: "set compat.supportsDeveloperRole to false for this model",
        fix: rowFix(facts, model, context, ["compat", "supportsDeveloperRole"], false),
      });
    });
  },
};
