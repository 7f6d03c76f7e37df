import { commandLine } from "../../core/shell.ts";
import { listed, tokens } from "../../core/words.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { aboutModel, evidence, forModels, skipped } from "../support/outcome.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** One model is in memory twice. */
export const lmstudioDuplicateInstance = defineCheck({
  id: "lmstudio-duplicate-instance",
  title: "LM Studio holds the model more than once",
  severity: "warning",
  doc: {
    what: "LM Studio has several instances of one model in memory.",
    why: "Two first requests at the same time, or a load with another context size, make a second instance. It takes the memory again, and which one answers is chance.",
    seen: "loaded_instances: [ 'qwen3-coder', 'qwen3-coder:2' ]",
    helps: "lms unload qwen3-coder:2",
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
  const instances = model.served?.instances ?? [];
  if (instances.length < 2) return null;
  // the largest one serves OpenClaw best; at equal size the plain name stays
  const ranked = [...instances].sort(
    (a, b) => (b.context ?? 0) - (a.context ?? 0) || a.id.length - b.id.length,
  );
  const [keep, ...spare] = ranked;
  const sizes = instances.map((i) => `${i.id}${i.context === null ? "" : ` (${tokens(i.context)})`}`);
  return aboutModel(facts, model, context, null, {
    message: `LM Studio holds ${model.id} ${instances.length} times: ${listed(sizes)}`,
    evidence: evidence({ instances: instances.map((i) => ({ id: i.id, context: i.context })) }),
    fixHint: `keep ${keep?.id ?? "one"} and unload the rest`,
    fix: {
      commands: spare.map((i) => commandLine(context.platform, "lms", "unload", i.id)),
      edits: [],
      safe: false,
    },
  });
}
