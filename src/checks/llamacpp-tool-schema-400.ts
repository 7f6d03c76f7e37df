import { asArray, getIn } from "../core/json.ts";
import { answered } from "../deep/probes/outcome.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "./support/deep.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** The server cannot make a grammar of a pattern in a tool's schema. */
export const llamacppToolSchema400: Check = {
  id: "llamacpp-tool-schema-400",
  title: "The server refuses patterns in tool schemas",
  severity: "error",
  stage: "tools",
  deep: true,
  after: ["vllm-no-auto-tool-choice", "model-lacks-tools"],
  doc: {
    what: 'A request with tools is refused, and passes when the keyword "pattern" is taken out of their schemas.',
    why: "llama.cpp and what is built on it turn tool schemas into a grammar, and some builds cannot do that with every pattern. Every OpenClaw turn carries tools, so no turn works.",
    bad: "HTTP 400 \"Unable to generate parser… Pattern must start with '^'\"",
    good: 'models.providers.<id>.models[]: { compat: { unsupportedToolSchemaKeywords: ["pattern"] } }, or a newer build',
  },
  run(facts, context) {
    return forProbes(facts, "tools", (model, seen) => {
      if (seen.errorKind === null || !answered(model.deep?.probes["no-pattern"])) return null;
      const keys = ["compat", "unsupportedToolSchemaKeywords"];
      return aboutProbe(facts, model, context, seen, {
        message: `The server of ${model.ref} refuses tools whose schemas have a pattern: ${quoted(seen)}`,
        evidence: { withoutPattern: "answered" },
        fixHint: 'update the server, or set compat.unsupportedToolSchemaKeywords to ["pattern"]',
        fix: rowFix(facts, model, context, keys, [...dropped(facts, model, context), "pattern"]),
      });
    });
  },
};

function dropped(facts: EndpointFacts, model: ModelFacts, context: CheckContext): string[] {
  const path = context.pathOf(facts, model, "compat", "unsupportedToolSchemaKeywords");
  const value = path === null ? undefined : getIn(context.config?.value, path);
  return asArray(value).filter((word) => typeof word === "string");
}
