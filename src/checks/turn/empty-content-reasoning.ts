import type { AnswerProbe } from "../../turn/types.ts";
import type { EndpointFacts } from "../facts.ts";
import { aboutProbe, forProbes } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** Only thoughts, no answer. */
export const emptyContentReasoning = defineCheck({
  id: "empty-content-reasoning",
  title: "The model thinks, but never answers",
  severity: "error",
  doc: {
    what: "The answer holds reasoning only; its content stays empty.",
    why: "OpenClaw does not show reasoning, so the user gets an empty reply. Either the model used up its tokens while thinking, or the server's reasoning parser takes the answer for a thought.",
    seen: '{"delta":{"reasoning_content":"…"}} … {"finish_reason":"stop"}, and content is empty',
    helps: "The right reasoning parser for the model family, more output tokens, or thinking switched off.",
  },
  turn: {
    stage: "answers",
    run(facts, context) {
      return forProbes(facts, "answer", (model, seen) => {
        if (seen.text !== "" || seen.reasoning === "" || seen.errorKind !== null) return null;
        const usedUp = seen.finishReason === "length";
        return aboutProbe(facts, model, context, seen, {
          // a thinker that needs more than this for “pong” may still answer with OpenClaw's larger limit
          ...(usedUp ? { severity: "warning" as const } : {}),
          message: usedUp
            ? `${model.ref} spent all ${seen.maxTokens} tokens on thinking and gave no answer`
            : `${model.ref} returns reasoning only; the answer itself is empty`,
          evidence: { finishReason: seen.finishReason, reasoningChars: seen.reasoning.length },
          fixHint: hint(facts, seen),
        });
      });
    },
  },
});

function hint(facts: EndpointFacts, seen: AnswerProbe): string {
  if (seen.finishReason === "length") return "raise maxTokens, or set the agent's thinkingDefault to off";
  return facts.server.hints.answerMissing;
}
