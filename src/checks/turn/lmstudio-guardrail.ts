import { fixOf } from "../../core/finding.ts";
import { contextSizes, wantedContext } from "../support/context.ts";
import { aboutProbe, perProbe, quoted } from "../support/deep.ts";
import { only } from "../support/helps.ts";
import { defineCheck, type Subject } from "../types.ts";

export const lmstudioGuardrail = defineCheck({
  id: "lmstudio-guardrail",
  title: "LM Studio refuses to load the model",
  severity: "error",
  doc: {
    what: "LM Studio reports that there is not enough memory for the model.",
    why: "LM Studio estimates the memory before a load and refuses a model that it considers too large. Loaded models and the context count too, so the same model often loads once others are unloaded or the context is smaller.",
    seen: '"Failed to load model: insufficient system resources"',
    helps: {
      byServer: only(
        "lmstudio",
        "`lms unload --all`, then `lms load MODEL --context-length 32768 --yes`; or App Settings, Hardware: more relaxed “Guardrails”",
      ),
    },
  },
  turn: {
    stage: "answers",
    run: perProbe("answer", (subject, seen) => {
      if (subject.facts.state.kind !== "lmstudio" || seen.errorKind === null) return null;
      // OpenClaw's load request is refused first; without just-in-time loading the turn then fails for another reason
      const load = subject.model.deep?.load;
      const refused = seen.errorKind === "memory" ? seen : load?.errorKind === "memory" ? load : null;
      if (refused === null) return null;
      return aboutProbe(subject, seen, {
        message: `LM Studio does not have enough memory for ${subject.model.ref}, by its own estimate: ${quoted(refused)}`,
        evidence: load ? { loadedWith: load.context, loadSaid: load.error } : {},
        fixHint:
          "unload models that are not needed, load with less context, or relax the guardrail (App Settings, Hardware)",
        fix: fixOf({ commands: commands(subject) }),
      });
    }),
  },
});

/** Unloads the other models first, then loads this one with the smallest comfortable context. */
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
