import { tokens } from "../../core/words.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { aboutCut, cutPrompt } from "../support/cut-prompt.ts";
import { aboutContext, bites, measuredContext } from "../support/effective.ts";
import { biteOf, forModels, skipped } from "../support/outcome.ts";
import { cutMessage, isProved } from "../support/silent-cut.ts";
import { type CheckContext, type CheckFinding, defineCheck } from "../types.ts";

/** The server reads less than it was sent, and says nothing. */
export const contextTruncatedSilently = defineCheck({
  id: "context-truncated-silently",
  title: "The server cuts long prompts without a word",
  severity: "error",
  doc: {
    what: "For a long prompt the server counts far fewer tokens than were sent (below four fifths; how many a text has is worked out from what it counted for a short one), and answers all the same. Or, with --deep --context: a prompt that is not larger than contextWindow of the config is answered, but fewer tokens were counted than sent, or the code word at its beginning was gone.",
    why: "OpenClaw learns of a full context from the error alone. Where none comes, nothing is compacted: the beginning of the prompt, which holds the instructions and the tools, falls away, and the agent forgets who it is.",
    seen: "12,000 tokens sent → usage.prompt_tokens: 4096, no error",
    helps: "A server whose context holds the whole prompt, or one that answers 400 when it does not.",
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
      if (!facts.models.some((model) => model.measured?.context || model.deep?.answer))
        return skipped("no inference was made");
      return forModels(facts, (model) =>
        model.measured?.context ? byContext(facts, model, context) : byAnswer(facts, model, context),
      );
    },
  },
});

/** By prompts of growing size. */
function byContext(facts: EndpointFacts, model: ModelFacts, context: CheckContext): CheckFinding | null {
  const measured = measuredContext(facts, model, context);
  if (measured === null) return null;
  const { seen, sizes } = measured;
  if (seen.beyond !== "cuts" || !bites(seen, sizes)) return null;
  return aboutContext(facts, model, context, seen, {
    // a word that the model did not find is a strong sign, a count is a proof
    severity: isProved(seen) ? biteOf(model) : "warning",
    message: `${cutMessage(facts, model, seen)}, and the config plans with ${tokens(sizes.configured ?? 0)}`,
  });
}

/** By the one long prompt that every deep examination sends. */
function byAnswer(facts: EndpointFacts, model: ModelFacts, context: CheckContext): CheckFinding | null {
  const cut = cutPrompt(model);
  const seen = model.deep?.answer;
  if (cut === null || !seen) return null;
  return aboutCut(facts, model, context, seen, cut, {
    message: `The server of ${model.ref} read only ${tokens(cut.counted)} of about ${tokens(cut.sent)} tokens, and did not say so`,
    fixHint: facts.server.hints.raiseContext,
  });
}
