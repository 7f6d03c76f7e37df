import { fixOf } from "../../core/finding.ts";
import { contextSizes, wantedContext } from "../support/context.ts";
import { aboutProbe, perProbe, quoted } from "../support/deep.ts";
import { defineCheck, type Subject } from "../types.ts";

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
    run: perProbe("answer", (subject, seen) => {
      if (subject.facts.state.kind !== "lmstudio" || seen.errorKind !== "memory") return null;
      return aboutProbe(subject, seen, {
        message: `LM Studio has not enough memory for ${subject.model.ref}, by its own estimate: ${quoted(seen)}`,
        fixHint:
          "unload what is not needed, load with less context, or relax the guardrail (App Settings, Hardware)",
        fix: fixOf({ commands: commands(subject) }),
      });
    }),
  },
});

/** What else is loaded goes first; the context is the least that a session is comfortable with. */
function commands(subject: Subject): string[] {
  const { state, server } = subject.facts;
  const { served } = subject.model;
  const { platform } = subject.context;
  if (!served) return [];
  const others = state.models.filter((one) => one.id !== served.id);
  const least = wantedContext({ ...contextSizes(subject), configured: null });
  return [
    ...others.flatMap((one) => server.unloadCommands(one, platform)),
    ...server.loadCommands(served, least, platform),
  ];
}
