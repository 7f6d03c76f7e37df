import { aboutProbe, perProbe } from "../support/deep.ts";
import { biteOf } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

export const emptyContentReasoning = defineCheck({
  id: "empty-content-reasoning",
  title: "The model thinks, but never answers",
  severity: "error",
  doc: {
    what: "The response contains only reasoning; its content is empty.",
    why: "OpenClaw does not show reasoning, so the user gets an empty reply. Either the model used up its tokens while thinking, or the server's reasoning parser treats the answer as reasoning.",
    seen: '{"delta":{"reasoning_content":"…"}} … {"finish_reason":"stop"}, and content is empty',
    helps: "The right reasoning parser for the model family, more output tokens, or thinking switched off.",
  },
  turn: {
    stage: "answers",
    run: perProbe("answer", (subject, seen) => {
      const { facts, model } = subject;
      if (seen.text !== "" || seen.reasoning === "" || seen.errorKind !== null) return null;
      const usedUp = seen.finishReason === "length";
      return aboutProbe(subject, seen, {
        // a reasoning model that exceeds this limit may still answer within OpenClaw's larger limit
        severity: usedUp ? "warning" : biteOf(subject),
        message: usedUp
          ? `${model.ref} spent all ${seen.maxTokens} tokens on thinking and gave no answer`
          : `${model.ref} returns reasoning only; the answer itself is empty`,
        evidence: { finishReason: seen.finishReason, reasoningChars: seen.reasoning.length },
        fixHint: usedUp
          ? "raise maxTokens, or set the agent's thinkingDefault to off"
          : facts.server.hints.answerMissing,
      });
    }),
  },
});
