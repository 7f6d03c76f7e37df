import { asCount } from "../../core/json.ts";
import { ranOut } from "../../turn/probes/outcome.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { ANSWER_AFTER_REASONING } from "../support/helps-parsing.ts";
import { biteOf } from "../support/outcome.ts";
import { rowValue } from "../support/paths.ts";
import { reasoningRemedy } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const emptyContentReasoning = defineCheck({
  id: "empty-content-reasoning",
  title: "The model thinks, but never answers",
  severity: "error",
  doc: {
    what: "The response contains only reasoning; its content is empty.",
    why: "OpenClaw does not show reasoning, so the user gets an empty reply. Either the model used up its tokens while thinking, or the server's reasoning parser treats the answer as reasoning.",
    seen: '{"delta":{"reasoning_content":"…"}} … {"finish_reason":"stop"}, and content is empty',
    helps: {
      byServer: ANSWER_AFTER_REASONING,
      also: {
        "OpenClaw config":
          '`models.providers.<id>.models[].maxTokens: 8192`, or `agents.defaults.thinkingDefault: "off"`',
      },
    },
  },
  turn: {
    stage: "answers",
    run: perProbe("answer", (subject, seen) => {
      const { facts, model } = subject;
      const { maxTokens } = seen;
      if (seen.text !== "" || seen.reasoning === "" || seen.errorKind !== null) return null;
      const evidence = { finishReason: seen.finishReason, reasoningChars: seen.reasoning.length };
      if (ranOut(seen)) {
        const allowed = asCount(rowValue(subject, "maxTokens"));
        // only the config's own limit is a limit of the model
        const isFull = allowed !== undefined && maxTokens >= allowed;
        return aboutProbe(subject, seen, {
          severity: isFull ? "warning" : "info",
          status: isFull ? "found" : "unverified",
          message: isFull
            ? `${model.ref} spent all ${maxTokens} tokens of its maxTokens on thinking and gave no answer`
            : `${model.ref} was still thinking after the ${maxTokens} tokens of this test, so its answer is unknown`,
          evidence,
          fixHint: isFull
            ? "raise maxTokens, or set the agent's thinkingDefault to off"
            : "set maxTokens of this model, or give the server more context, then run the doctor again",
        });
      }
      return aboutProbe(subject, seen, {
        severity: biteOf(subject),
        message: `${model.ref} returns reasoning only; the answer itself is empty`,
        evidence,
        ...reasoningRemedy(subject, seen.reasoning, facts.server.hints.answerMissing),
      });
    }),
  },
});
