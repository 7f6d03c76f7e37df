import type { EffectiveContext } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import { contextSizes } from "../support/context.ts";
import { aboutCut, cutPrompt } from "../support/cut-prompt.ts";
import { aboutContext, bites } from "../support/effective.ts";
import { contextOf } from "../support/helps.ts";
import { biteOf, perModel, skipWhere } from "../support/outcome.ts";
import { cutMessage, isProved } from "../support/silent-cut.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const contextTruncatedSilently = defineCheck({
  id: "context-truncated-silently",
  title: "The server silently truncates long prompts",
  severity: "error",
  doc: {
    what: "The server answers a long prompt but counts fewer than four fifths of the tokens that were sent (estimated from its count for a short prompt). Or, with --deep --context: the server answers a prompt that is not larger than the configured contextWindow, but it counts fewer tokens than were sent, or the code word at the beginning is lost.",
    why: "OpenClaw detects a full context only by the error. Without one it does not compact. The beginning of the prompt, with the instructions and tools, is lost, and the agent forgets its role.",
    seen: "12,000 tokens sent → usage.prompt_tokens: 4096, no error",
    helps: { byServer: contextOf(65_536) },
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
    // a count is proof; a code word that the model did not find is only a strong sign
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
