import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { contextSizes, wantedContext } from "../support/context.ts";
import { aboutProbe, forProbes, quoted } from "../support/deep.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** LM Studio refuses to load the model: by its own estimate, or because the memory really is used up. */
export const lmstudioGuardrail = defineCheck({
  id: "lmstudio-guardrail",
  title: "LM Studio refuses to load the model",
  severity: "error",
  doc: {
    what: "LM Studio answers that there is not enough memory for the model.",
    why: "Before a load it estimates the memory and refuses what it takes for too much. Models that are loaded already count, and so does the context: the same model often loads when others are unloaded or the context is smaller.",
    seen: '"Failed to load model: insufficient system resources"',
    helps:
      "lms unload OTHER && lms load MODEL --context-length 32768, or a laxer guardrail in LM Studio's settings",
  },
  turn: {
    stage: "answers",
    run(facts, context) {
      return forProbes(facts, "answer", (model, seen) => {
        if (facts.state.kind !== "lmstudio" || seen.errorKind !== "memory") return null;
        return aboutProbe(facts, model, context, seen, {
          message: `LM Studio has not enough memory for ${model.ref}, by its own estimate: ${quoted(seen)}`,
          fixHint:
            "unload what is not needed, load with less context, or relax the guardrail (App Settings, Hardware)",
          fix: { commands: commands(facts, model, context), edits: [], safe: false },
        });
      });
    },
  },
});

/** What else is loaded goes first; the context is the least that a session is comfortable with. */
function commands(facts: EndpointFacts, model: ModelFacts, context: CheckContext): string[] {
  const { served } = model;
  if (!served) return [];
  const others = facts.state.models.filter((one) => one.id !== served.id);
  const unload = others.flatMap((one) => facts.server.unloadCommands(one, context.platform));
  const sizes = contextSizes(facts, model, context);
  const least = wantedContext({ ...sizes, configured: null });
  return [...unload, ...facts.server.loadCommands(served, least, context.platform)];
}
