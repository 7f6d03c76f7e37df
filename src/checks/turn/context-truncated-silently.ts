import type { EffectiveContext } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import { contextSizes } from "../support/context.ts";
import { aboutCut, cutPrompt } from "../support/cut-prompt.ts";
import { aboutContext, bites } from "../support/effective.ts";
import { biteOf, perModel, skipWhere } from "../support/outcome.ts";
import { cutMessage, isProved } from "../support/silent-cut.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

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
    run: skipWhere(
      ({ facts }) =>
        facts.models.some((model) => model.measured?.context || model.deep?.answer)
          ? null
          : "no inference was made",
      perModel((subject) => {
        const seen = subject.model.measured?.context;
        return seen ? byContext(subject, seen) : byAnswer(subject);
      }),
    ),
  },
});

/** By prompts of growing size. */
function byContext(subject: Subject, seen: EffectiveContext): CheckFinding | null {
  const sizes = contextSizes(subject);
  if (seen.beyond !== "cuts" || !bites(seen, sizes)) return null;
  return aboutContext(subject, seen, {
    // a word that the model did not find is a strong sign, a count is a proof
    severity: isProved(seen) ? biteOf(subject) : "warning",
    message: `${cutMessage(subject, seen)}, and the config plans with ${tokens(sizes.configured ?? 0)}`,
  });
}

/** By the one long prompt that every deep examination sends. */
function byAnswer(subject: Subject): CheckFinding | null {
  const { facts, model } = subject;
  const cut = cutPrompt(model);
  const seen = model.deep?.answer;
  if (cut === null || !seen) return null;
  return aboutCut(subject, seen, cut, {
    message: `The server of ${model.ref} read only ${tokens(cut.counted)} of about ${tokens(cut.sent)} tokens, and did not say so`,
    fixHint: facts.server.hints.raiseContext,
  });
}
