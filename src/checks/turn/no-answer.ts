import type { AnswerProbe } from "../../turn/types.ts";
import { aboutProbe, errorRemedy, perProbe } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** The request was taken, and nothing came back. */
export const noAnswer = defineCheck({
  id: "no-answer",
  title: "The model says nothing",
  severity: "error",
  doc: {
    what: "A short streamed chat ends, or runs into the time limit, without one word of answer.",
    why: "The port, the list and the load are all fine here, so every shallow check is green, and the user still gets silence.",
    seen: "POST /v1/chat/completions → 200, then nothing for two minutes",
    helps: "A text answer within seconds; the server's log tells what it is doing meanwhile.",
  },
  turn: {
    stage: "answers",
    after: ["error-under-200", "answer-error", "responses-overlapping-items"],
    run: perProbe("answer", (subject, seen) => {
      const { ref } = subject.model;
      const why = silence(seen);
      if (why === null) return null;
      const evidence = { finishReason: seen.finishReason };
      if (seen.text === "" && seen.reasoning === "") {
        const remedy = errorRemedy(subject, seen.errorKind ?? "other");
        return aboutProbe(subject, seen, { message: `${ref} gives no answer: ${why}`, evidence, ...remedy });
      }
      return aboutProbe(subject, seen, {
        severity: "warning",
        status: "unverified",
        message: `${ref} ${why}`,
        evidence,
        fixHint: "give the doctor a larger --timeout; a model this slow will also make OpenClaw wait",
      });
    }),
  },
});

/** Why nothing came, or null. Text that was still coming at the time limit is neither good nor bad. */
function silence(seen: AnswerProbe): string | null {
  const seconds = Math.round(seen.totalMs / 1000);
  const something = seen.text !== "" || seen.reasoning !== "" || seen.toolCalls.length > 0;
  if (seen.errorKind === "timeout") {
    return something ? `was still answering after ${seconds} s` : `nothing came within ${seconds} s`;
  }
  const cut = seen.errorKind === "cut" || seen.streamFaults.includes("cut");
  if (cut)
    return seen.firstEventMs === null && !something ? "the connection ended before anything came" : null;
  return seen.errorKind === null && !something ? "the answer is empty" : null;
}
