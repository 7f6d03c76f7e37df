import type { Check, CheckContext, EndpointFacts, ModelFacts } from "../server/types.ts";
import { useCompletions } from "../support/api.ts";
import { apiOf } from "../support/context.ts";
import { aboutModel, biteOf, evidence, forModels } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";

/** llama.cpp's Responses stream and a reasoning model: OpenClaw gives up on the pair. */
export const responsesOverlappingItems: Check = {
  id: "responses-overlapping-items",
  title: "Responses stream that OpenClaw cannot read",
  severity: "error",
  stage: "answers",
  deep: false,
  after: ["responses-unsupported"],
  doc: {
    what: "The server streams Responses items without output_index and closes them only at the end, and the model reasons: the reasoning item and the message item overlap.",
    why: "OpenClaw stops with “Responses stream added overlapping unindexed output items”. The same model works over chat completions.",
    bad: "{ api: 'openai-responses' }   // llama.cpp with a reasoning model",
    good: "{ api: 'openai-completions' }",
  },
  run(facts, context) {
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  if (apiOf(facts, model) !== "openai-responses") return null;
  const seen = [model.deep?.answer, model.deep?.tools].some((p) =>
    p?.streamFaults.includes("overlapping-items"),
  );
  const expected =
    facts.state.traits.includes("unindexed-responses") && model.served?.capabilities.reasoning === true;
  if (!seen && !expected) return null;
  const edits = useCompletions(facts, model, context);
  return aboutModel(facts, model, context, model.row?.api == null ? null : "api", {
    severity: biteOf(model),
    message: `${ProductName(facts.state)} streams Responses items of a reasoning model in a form that OpenClaw refuses (${model.ref})`,
    evidence: evidence({ seenInStream: seen, reasoning: model.served?.capabilities.reasoning ?? null }),
    fixHint: 'set api to "openai-completions"',
    fix: edits.length > 0 ? { commands: [], edits, safe: true } : null,
  });
}
