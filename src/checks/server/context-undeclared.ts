import { contextSizes } from "../support/context.ts";
import { cutPrompt } from "../support/cut-prompt.ts";
import { aboutModel, evidence, matters, perModel } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

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
    after: ["lmstudio-unloaded", "ollama-context-default", "context-below-floor", "no-context-declared"],
    run(endpoint) {
      const { facts } = endpoint;
      const outcome = perModel(judge)(endpoint);
      // nothing here could tell the size of a model that runs elsewhere, nor is that a fault
      const elsewhere = facts.models.some((model) => model.served?.remote && matters({ facts, model }));
      return elsewhere && outcome.status === "ran" ? { ...outcome, verdict: "unverified" } : outcome;
    },
  },
});

function judge(subject: Subject): CheckFinding | null {
  const { facts, model } = subject;
  const { served } = model;
  const sizes = contextSizes(subject);
  if (served === null || sizes.allocated !== null || served.type === "embedding") return null;
  // a gateway's own figure can be compared, and has been
  if (!matters(subject) || served.remote || sizes.declared !== null) return null;
  // an inference has shown where the limit is, and another check says so
  if (cutPrompt(model) !== null) return null;
  const why = served.loaded === false ? " before it is loaded" : "";
  return aboutModel(subject, sizes.field, {
    status: "unverified",
    message: `${ProductName(facts.state)} does not tell how much context ${model.ref} has${why}, so contextWindow could not be compared`,
    evidence: evidence({ configured: sizes.configured, tried: served.contextAllocated.source }),
    fixHint: facts.server.hints.askForContext,
  });
}
