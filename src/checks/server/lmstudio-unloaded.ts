import { fixOf } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import { contextSizes, limitedByMemory, planWith, wantedContext } from "../support/context.ts";
import { aboutModel, biteOf, evidence, matters, onlyFor, perModel } from "../support/outcome.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const lmstudioUnloaded = defineCheck({
  id: "lmstudio-unloaded",
  title: "LM Studio has not loaded the model",
  severity: "error",
  doc: {
    what: "LM Studio lists the model, but no instance of it is in memory.",
    why: "The first message waits for the load, or fails. Without just-in-time loading nothing loads the model. With it, the context is LM Studio's default (often 4096), and no turn fits. After a restart no model is loaded automatically.",
    seen: 'GET /api/v1/models → {"key":"qwen/qwen3-coder-30b","loaded_instances":[]}',
    helps: "lms load qwen/qwen3-coder-30b --context-length 65536",
  },
  server: { stage: "context", run: onlyFor("lmstudio", "LM Studio", perModel(judge)) },
});

function judge(subject: Subject): CheckFinding | null {
  const { facts, model, context } = subject;
  const { served } = model;
  if (served?.loaded !== false || served.remote || served.type === "embedding") return null;
  // an unused model need not be in memory
  if (!matters(subject)) return null;
  if (served.loading) {
    return aboutModel(subject, null, {
      severity: "info",
      status: "unverified",
      message: `LM Studio is loading ${served.id} right now, so its context is not known yet`,
      fixHint: "wait until it is loaded, then run the doctor again",
    });
  }
  const sizes = contextSizes(subject);
  const wanted = wantedContext(sizes);
  const commands = facts.server.loadCommands(served, wanted, context.platform);
  const lowered = limitedByMemory(sizes);
  return aboutModel(subject, null, {
    severity: biteOf(subject),
    message: `LM Studio has ${served.id} on disk, but not in memory`,
    evidence: evidence({
      loaded: false,
      configured: sizes.configured,
      trained: sizes.trained,
      source: served.contextAllocated.source,
    }),
    fixHint: lowered
      ? `load it with a context of ${tokens(wanted)} tokens, which is what fits into memory, and set ${sizes.field} to that`
      : `load it with a context of ${tokens(wanted)} tokens, and let LM Studio start and load at login`,
    fix: fixOf({ commands, edits: lowered ? planWith(subject, wanted) : [] }),
  });
}
