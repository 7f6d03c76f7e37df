import { contextSizes } from "../support/context.ts";
import { cutPrompt } from "../support/cut-prompt.ts";
import { ASK_FOR_CONTEXT } from "../support/helps.ts";
import { aboutModel, evidence, matters, perModel } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const contextUndeclared = defineCheck({
  id: "context-undeclared",
  title: "The server does not report its context size",
  severity: "info",
  doc: {
    what: "The server lists the model but does not report how many tokens a request may have.",
    why: "The configured contextWindow cannot be compared with anything. This is not a fault; the size is just unknown.",
    seen: "LiteLLM: GET /v1/model/info → max_input_tokens: null",
    helps: { byServer: ASK_FOR_CONTEXT },
  },
  server: {
    stage: "context",
    after: ["lmstudio-unloaded", "ollama-context-default", "context-below-floor", "no-context-declared"],
    run(endpoint) {
      const { facts } = endpoint;
      const outcome = perModel(judge)(endpoint);
      // the size of a model that runs elsewhere cannot be read here, and that is not a fault
      const elsewhere = facts.models.some((model) => model.served?.remote && matters({ facts, model }));
      const unlisted = facts.state.status === "no-list";
      return (elsewhere || unlisted) && outcome.status === "ran"
        ? { ...outcome, verdict: "unverified" }
        : outcome;
    },
  },
});

function judge(subject: Subject): CheckFinding | null {
  const { facts, model } = subject;
  const { served } = model;
  const sizes = contextSizes(subject);
  if (served === null || sizes.allocated !== null || served.type === "embedding") return null;
  // a gateway's own figure, and what a model was trained for, have already been compared
  if (!matters(subject) || served.remote || (sizes.declared ?? sizes.learned) !== null) return null;
  // no-model-list tells it
  if (facts.state.status === "no-list") return null;
  // another check reports that the load failed
  if (served.loaded === false && model.deep?.answer?.errorKind != null) return null;
  // an inference has shown the limit, and context-truncated-silently reports it
  if (cutPrompt(model) !== null) return null;
  const why = served.loaded === false ? " before it is loaded" : "";
  return aboutModel(subject, sizes.field, {
    status: "unverified",
    message: `${ProductName(facts.state)} does not report how much context ${model.ref} has${why}, so contextWindow could not be compared`,
    evidence: evidence({ configured: sizes.configured, tried: served.contextAllocated.source }),
    fixHint: facts.server.hints.askForContext,
  });
}
