import { getIn } from "../../core/json.ts";
import { contextSizes, planWith, tokens } from "../support/context.ts";
import { aboutModel, evidence, forModels } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** Providers whose plugin asks the server for the context size. */
const ASKS_SERVER = new Set(["lmstudio", "ollama", "llama-cpp"]);
/** What OpenClaw takes for a model of which nothing is said (user reports: 128,000 or 200,000 by version). */
const ASSUMED = 200_000;

/** The config is silent about the context, and the server tells it. */
export const noContextDeclared: Check = {
  id: "no-context-declared",
  title: "The config does not say the context that the server has",
  severity: "warning",
  stage: "context",
  deep: false,
  after: ["lmstudio-unloaded", "llamacpp-slots-split-context", "context-below-floor"],
  doc: {
    what: "A model in use has neither contextWindow nor contextTokens, and the server tells what it has allocated: less than OpenClaw assumes.",
    why: "OpenClaw does not ask this server; it assumes a window of 128,000 or 200,000 tokens and compacts the conversation only when the server has long refused or cut it.",
    bad: "{ id: 'qwen3', name: 'Qwen3' }   // the server has 65536",
    good: "{ id: 'qwen3', name: 'Qwen3', contextWindow: 65536 }",
  },
  run(facts, context) {
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const { row, served } = model;
  const { configured, allocated, needs } = contextSizes(facts, model, context);
  if (row === null || !model.used || served === null || served.type === "embedding") return null;
  if (configured !== null || allocated === null || allocated >= ASSUMED) return null;
  if (facts.provider === null || ASKS_SERVER.has(facts.provider.id) || isOfProvider(facts, context))
    return null;
  const edits = planWith(facts, model, context, "contextWindow", allocated);
  return aboutModel(facts, model, context, "id", {
    message: `The config gives ${model.ref} no contextWindow, and ${ProductName(facts.state)} has ${tokens(allocated)} tokens for it: OpenClaw assumes more`,
    evidence: evidence({ allocated, source: served.contextAllocated.source }),
    fixHint: `set contextWindow to ${allocated}`,
    fix: { commands: [], edits, safe: allocated >= needs.comfortable },
  });
}

/** Releases from 2026.5 to 2026.7 took one figure for all models of a provider. */
function isOfProvider({ provider }: EndpointFacts, { config }: CheckContext): boolean {
  const keys = ["contextWindow", "contextTokens"];
  return keys.some((key) => typeof getIn(config?.value, [...(provider?.path ?? []), key]) === "number");
}
