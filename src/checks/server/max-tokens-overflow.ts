import { formatPath } from "../../core/path.ts";
import { contextSizes, outputLimit, tokens } from "../support/context.ts";
import { aboutModel, evidence, forModels, matters, skipped } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** Products that refuse a request whose prompt and output limit together exceed the context; the others shorten it. */
const STRICT = ["vllm", "sglang"];

/** The output limit of the config is as large as all that the server has. */
export const maxTokensOverflow: Check = {
  id: "max-tokens-overflow",
  title: "Output limit as large as the server's context",
  severity: "warning",
  stage: "context",
  deep: false,
  after: ["context-server-below-config", "context-below-floor", "no-context-declared"],
  doc: {
    what: "maxTokens of the config is not smaller than what vLLM or SGLang has allocated for prompt and output together.",
    why: "These servers add both up and refuse the request with a 400 instead of shortening the answer. OpenClaw lowers the limit in agent turns by contextWindow, but sends it as it stands where the window is larger than the server's, and in single inferences.",
    bad: "{ contextWindow: 65536, maxTokens: 65536 }   // max_model_len 65536",
    good: "{ contextWindow: 65536, maxTokens: 8192 }",
  },
  run(facts, context) {
    const { kind } = facts.state;
    if (kind === null || !STRICT.includes(kind))
      return skipped("the server shortens an answer that is too long");
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const { allocated } = contextSizes(facts, model, context);
  const maxTokens = model.row?.maxTokens ?? null;
  const path = context.pathOf(facts, model, "maxTokens");
  if (!matters(facts, model)) return null;
  if (allocated === null || maxTokens === null || maxTokens < allocated || path === null) return null;
  const value = outputLimit(allocated);
  return aboutModel(facts, model, context, "maxTokens", {
    message: `maxTokens of ${model.ref} is ${tokens(maxTokens)}, and ${ProductName(facts.state)} has ${tokens(allocated)} for prompt and answer together: it refuses instead of shortening`,
    evidence: evidence({ maxTokens, allocated, source: model.served?.contextAllocated.source }),
    fixHint: `set maxTokens to ${value}`,
    fix: { commands: [], edits: [{ op: "set", path: formatPath(path), value }], safe: false },
  });
}
