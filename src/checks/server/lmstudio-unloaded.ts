import { tokens } from "../../core/words.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { contextSizes, limitedByMemory, planWith, wantedContext } from "../support/context.ts";
import { aboutModel, biteOf, evidence, forModels, matters, skipped } from "../support/outcome.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** LM Studio has the model on disk, not in memory. */
export const lmstudioUnloaded = defineCheck({
  id: "lmstudio-unloaded",
  title: "LM Studio has not loaded the model",
  severity: "error",
  doc: {
    what: "LM Studio lists the model, but no instance of it is in memory.",
    why: "The first message then waits for the whole load, or fails: with just-in-time loading off nothing loads it, with it on the context is LM Studio's default (often 4096) and no turn fits. After a restart nothing is loaded by itself.",
    seen: 'GET /api/v1/models → {"key":"qwen/qwen3-coder-30b","loaded_instances":[]}',
    helps: "lms load qwen/qwen3-coder-30b --context-length 65536",
  },
  server: {
    stage: "context",
    run(facts, context) {
      if (facts.state.kind !== "lmstudio") return skipped("the server is not LM Studio");
      return forModels(facts, (model) => judge(facts, model, context));
    },
  },
});

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const { served } = model;
  if (served?.loaded !== false || served.remote || served.type === "embedding") return null;
  // a model that nothing uses need not be in memory
  if (!matters(facts, model)) return null;
  const sizes = contextSizes(facts, model, context);
  const wanted = wantedContext(sizes);
  const commands = facts.server.loadCommands(served, wanted, context.platform);
  const lowered = limitedByMemory(sizes);
  const edits = lowered ? planWith(facts, model, context, sizes.field, wanted) : [];
  const fix = commands.length > 0 ? { commands, edits, safe: false } : null;
  if (served.loading) {
    return aboutModel(facts, model, context, null, {
      severity: "info",
      status: "unverified",
      message: `LM Studio is loading ${served.id} right now, so its context is not known yet`,
      fixHint: "wait until it is loaded, then run the doctor again",
    });
  }
  return aboutModel(facts, model, context, null, {
    severity: biteOf(model),
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
    fix,
  });
}
