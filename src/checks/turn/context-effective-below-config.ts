import { type EffectiveContext, INTERRUPTED } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { ContextSizes } from "../support/context.ts";
import { aboutContext, bites, forMeasuredContexts, limitText } from "../support/effective.ts";
import { biteOf } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, type CheckFinding, defineCheck } from "../types.ts";

/** A prompt of the configured size is refused, whatever the server says to have. */
export const contextEffectiveBelowConfig = defineCheck({
  id: "context-effective-below-config",
  title: "The server refuses prompts that the config plans with",
  severity: "error",
  doc: {
    what: "Measured by sending prompts of growing size (--deep --context): the server refuses one that is not larger than contextWindow (or contextTokens) of the config.",
    why: "What a server says to have allocated is not always what it takes: a gateway's limit, a cache that is smaller than the context, a proxy. OpenClaw plans history and compaction for the size in the config, so the conversation fails when it has grown to the real limit, and no fallback is tried.",
    seen: "contextWindow 65536; 32,300 tokens are taken in, 33,000 are refused",
    helps: "{ contextWindow: 32256 }   // or raise what limits the server",
  },
  turn: {
    stage: "context",
    after: [
      "context-server-below-config",
      "ollama-context-default",
      "llamacpp-slots-split-context",
      "lmstudio-unloaded",
    ],
    run(facts, context) {
      return forMeasuredContexts(facts, context, (model, seen, sizes) =>
        judge(facts, model, context, seen, sizes),
      );
    },
  },
});

function judge(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  seen: EffectiveContext,
  sizes: ContextSizes,
): CheckFinding | null {
  const { configured } = sizes;
  if (!bites(seen, sizes) || configured === null) return notFinished(facts, model, context, seen, sizes);
  // what is cut without a word has a check of its own
  if (seen.beyond !== "refuses") return null;
  return aboutContext(facts, model, context, seen, {
    severity: biteOf(model),
    message: `The config plans with ${tokens(configured)} tokens for ${model.ref}, but ${ProductName(facts.state)} takes in ${limitText(seen)} at most (measured)`,
  });
}

/** A search that ended before the configured size was reached proves nothing either way, which must be said. */
function notFinished(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  seen: EffectiveContext,
  sizes: ContextSizes,
): CheckFinding | null {
  // an interruption has a finding of its own
  if (seen.complete || seen.stopped === INTERRUPTED) return null;
  const { configured } = sizes;
  const most = seen.atLeast ?? 0;
  // a twentieth is left for the answer and the template
  if (configured !== null && most >= configured * 0.95) return null;
  const known = seen.atLeast === null ? "nothing is known" : `${tokens(most)} tokens were taken in`;
  const plan = configured === null ? "" : `, of the ${tokens(configured)} that the config plans with`;
  return aboutContext(facts, model, context, seen, {
    severity: "info",
    status: "unverified",
    message: `How much context ${model.ref} really has was not found out to the end: ${known}${plan} (${seen.stopped ?? "ended early"})`,
    fixHint: "run it again with a larger --budget",
    fix: null,
  });
}
