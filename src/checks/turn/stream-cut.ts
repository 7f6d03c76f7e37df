import { aboutProbe, errorRemedy, perProbe } from "../support/deep.ts";
import { LOG } from "../support/helps.ts";
import { defineCheck } from "../types.ts";

export const streamCut = defineCheck({
  id: "stream-cut",
  title: "The stream breaks off",
  severity: "error",
  doc: {
    what: "The answer began and then ended without a finish reason: the connection was lost, or the server stopped writing.",
    why: "OpenClaw treats the partial answer as complete, or waits until it times out. The usual causes are a crash of the model or a proxy that cuts off long answers.",
    seen: 'data: {"choices":[{"delta":{"content":"po"}}]}  — end of stream',
    helps: { byServer: LOG, also: { nginx: "`proxy_read_timeout 600s;` and `proxy_buffering off;`" } },
  },
  turn: {
    stage: "answers",
    after: ["no-answer", "error-under-200", "answer-error"],
    run: perProbe("answer", (subject, seen) => {
      const begun = seen.firstEventMs !== null && seen.errorKind !== "timeout";
      if (!begun || !(seen.streamFaults.includes("cut") || seen.errorKind === "cut")) return null;
      return aboutProbe(subject, seen, {
        message: `The answer of ${subject.model.ref} breaks off without an end`,
        evidence: { characters: seen.text.length, finishReason: seen.finishReason },
        ...errorRemedy(subject, "cut"),
      });
    }),
  },
});
