import { bitsOf, whySizeTooSmall } from "../core/model-size.ts";
import { isMainModel, takesAllTools } from "../openclaw/all-tools.ts";
import { aboutModel, evidence, forModels } from "./support/outcome.ts";
import { ProductName } from "./support/product.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** By what the server says of its size, the model is too small for a full turn. */
export const smallModelOverwhelmed: Check = {
  id: "small-model-overwhelmed",
  title: "A very small model gets all tools",
  severity: "info",
  stage: "listed",
  deep: false,
  doc: {
    what: "LM Studio or Ollama says that the default model has at most 4 billion parameters, or at most 14 billion at 3 bits or fewer, and it gets the full set of tools.",
    why: "A full turn is a system prompt of about 11,000 tokens and a dozen tools. Such models then repeat themselves, forget who they are, or invent tools. How the model at hand does is measured by --deep --exam.",
    bad: 'GET /api/v1/models → "params_string": "3B"',
    good: "A larger model, or tools: { profile: 'coding' }",
  },
  run(facts, context) {
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const { row, served } = model;
  if (row === null || context.config === null || served === null || served.remote) return null;
  const billions = served.billions ?? null;
  const bits = served.quantization === null ? null : bitsOf(served.quantization);
  const why = whySizeTooSmall(billions, bits);
  const { value } = context.config;
  const use = model.refs.find((one) => isMainModel(one) && takesAllTools(value, one, row));
  if (why === null || use === undefined) return null;
  return {
    ...aboutModel(facts, model, context, null, {
      message: `${model.ref} (${why}, says ${ProductName(facts.state)}) gets the full prompt and all tools of OpenClaw`,
      evidence: evidence({ billions, quantization: served.quantization }),
      fixHint: 'take a larger model, or give it less: tools.profile "coding" or "minimal"',
    }),
    at: use.path,
  };
}
