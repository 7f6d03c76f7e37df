import type { ModelFacts } from "../facts.ts";
import { contextSizes } from "../support/context.ts";
import { cutPrompt } from "../support/cut-prompt.ts";
import { aboutModel, evidence, forModels, matters } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** The server keeps its context to itself. */
export const contextUndeclared = defineCheck({
  id: "context-undeclared",
  title: "The server does not tell its context",
  severity: "info",
  doc: {
    what: "The server lists the model, but nothing it tells says how many tokens a request may have.",
    why: "contextWindow of the config can then not be compared with anything. This is neither good nor bad, only unknown.",
    seen: "LiteLLM: GET /v1/model/info → max_input_tokens: null",
    helps: "Declare max_input_tokens in LiteLLM's model_info, or ask the server behind it.",
  },
  server: {
    stage: "context",
    after: ["lmstudio-unloaded", "ollama-context-default", "context-below-floor"],
    run(facts, context) {
      const outcome = forModels(facts, (model) => {
        const sizes = contextSizes(facts, model, context);
        if (model.served === null || sizes.allocated !== null || model.served.type === "embedding")
          return null;
        // a gateway's own figure can be compared, and has been
        if (!matters(facts, model) || model.served.remote || sizes.declared !== null) return null;
        // an inference has shown where the limit is, and another check says so
        if (cutPrompt(model) !== null) return null;
        return aboutModel(facts, model, context, sizes.field, {
          status: "unverified",
          message: `${ProductName(facts.state)} does not tell how much context ${model.ref} has${why(model)}, so contextWindow could not be compared`,
          evidence: evidence({ configured: sizes.configured, tried: model.served.contextAllocated.source }),
          fixHint: facts.server.hints.askForContext,
        });
      });
      // nothing here could tell the size of a model that runs elsewhere, nor is that a fault
      const elsewhere = facts.models.some((model) => model.served?.remote && matters(facts, model));
      return elsewhere && outcome.status === "ran" ? { ...outcome, verdict: "unverified" } : outcome;
    },
  },
});

function why(model: ModelFacts): string {
  return model.served?.loaded === false ? " before it is loaded" : "";
}
