import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { type ContextSizes, contextSizes, tokens, wantedContext } from "../support/context.ts";
import { aboutModel, biteOf, evidence, forModels } from "../support/outcome.ts";
import { ProductName, raiseCommands } from "../support/product.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** Server and config agree, but on too little. */
export const contextBelowFloor: Check = {
  id: "context-below-floor",
  title: "The context is too small for an OpenClaw turn",
  severity: "error",
  stage: "context",
  deep: false,
  after: [
    "lmstudio-unloaded",
    "llamacpp-slots-split-context",
    "ollama-context-default",
    "context-server-below-config",
  ],
  doc: {
    what: "What the server has allocated, or what the config plans with, is smaller than a turn of this OpenClaw version needs.",
    why: "System prompt and tools alone are 13,000 to 27,000 tokens, depending on the version. Below that OpenClaw sends the request all the same, with room for one token of answer: replies are empty or cut off, and the only trace is a log line.",
    bad: "{ contextWindow: 8192 }",
    good: "{ contextWindow: 65536 }   // and the server started with the same context",
  },
  run(facts, context) {
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const sizes = contextSizes(facts, model, context);
  const { allocated, configured, needs } = sizes;
  if (model.served === null || model.served.type === "embedding") return null;
  const effective = Math.min(allocated ?? Number.POSITIVE_INFINITY, configured ?? Number.POSITIVE_INFINITY);
  if (effective >= needs.comfortable) return null;
  const tooSmall = effective < needs.minimum;
  // a model that nothing uses may be small
  if (!model.used && !tooSmall) return null;
  const byServer = allocated !== null && allocated <= effective;
  return aboutModel(facts, model, context, sizes.field, {
    severity: tooSmall ? biteOf(model) : "warning",
    message: message(facts, model, sizes, effective, byServer),
    evidence: evidence({
      configured,
      allocated,
      trained: sizes.trained,
      needed: needs.minimum,
      comfortable: needs.comfortable,
      measuredOn: needs.measuredOn,
    }),
    ...remedy(facts, model, sizes, context, byServer),
  });
}

function message(
  facts: EndpointFacts,
  model: ModelFacts,
  sizes: ContextSizes,
  effective: number,
  byServer: boolean,
): string {
  const { needs } = sizes;
  const who = byServer ? `${ProductName(facts.state)} gives` : "The config gives";
  const start = `${who} ${model.ref} ${tokens(effective)} tokens`;
  return effective < needs.minimum
    ? `${start}, and a first turn needs ${tokens(needs.minimum)}`
    : `${start}: a first turn fits (${tokens(needs.minimum)}), but a conversation is compacted at once; ${tokens(needs.comfortable)} is comfortable`;
}

function remedy(
  facts: EndpointFacts,
  model: ModelFacts,
  sizes: ContextSizes,
  context: CheckContext,
  byServer: boolean,
) {
  const { trained, needs } = sizes;
  if (trained !== null && trained < needs.minimum) {
    return {
      fixHint: `the model was trained for ${tokens(trained)} tokens only; use another model`,
      fix: null,
    };
  }
  const target = wantedContext(sizes);
  const edits = raiseEdits(facts, model, sizes, context, target);
  const commands = byServer ? raiseCommands(facts, model, sizes, context) : [];
  return {
    fixHint: byServer
      ? `raise the server's context to ${tokens(target)} tokens${edits.length > 0 ? ` and ${sizes.field} with it` : ""}`
      : `raise ${sizes.field} to what the server gives`,
    fix: commands.length + edits.length > 0 ? { commands, edits, safe: false } : null,
  };
}

/** Raises what the config plans with: to what the server has, or (with the commands beside it) will have. */
function raiseEdits(
  facts: EndpointFacts,
  model: ModelFacts,
  sizes: ContextSizes,
  context: CheckContext,
  target: number,
): FixEdit[] {
  const { allocated, configured, needs } = sizes;
  const path = context.pathOf(facts, model, sizes.field);
  if (path === null || configured === null || configured >= needs.comfortable) return [];
  const value = allocated !== null && allocated > configured ? allocated : target;
  return value > configured ? [{ op: "set", path: formatPath(path), value }] : [];
}
