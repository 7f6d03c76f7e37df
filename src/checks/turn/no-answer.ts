import { duration, tokens } from "../../core/words.ts";
import { answered, hung } from "../../turn/probes/outcome.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { aboutProbe, errorRemedy, perProbe, quoted } from "../support/deep.ts";
import { LOG } from "../support/helps.ts";
import { defineCheck } from "../types.ts";

export const noAnswer = defineCheck({
  id: "no-answer",
  title: "The model says nothing",
  severity: "error",
  doc: {
    what: "A short streamed chat ends or times out without any text.",
    why: "The port, the model list and the load are all fine, so every shallow check passes, and the user still gets no answer.",
    seen: "POST /v1/chat/completions → 200, then nothing for two minutes",
    helps: { byServer: LOG },
  },
  turn: {
    stage: "answers",
    after: ["model-load-failed", "error-under-200", "answer-error", "responses-overlapping-items"],
    run: perProbe("answer", (subject, seen) => {
      const { ref } = subject.model;
      const why = silence(seen);
      if (why === null) return null;
      const evidence = { finishReason: seen.finishReason };
      if ((seen.text === "" && seen.reasoning === "") || hung(seen)) {
        const short = subject.model.deep?.probes.small;
        const passed = short?.usage?.prompt ?? short?.promptEstimate ?? 0;
        // a short prompt was answered before
        const onlyLong =
          answered(short) && short.text !== "" ? `, and ${tokens(passed)} tokens are answered` : "";
        return aboutProbe(subject, seen, {
          message: `${ref} gives no ${hung(seen) && seen.firstTokenMs != null ? "whole " : ""}answer${onlyLong === "" ? "" : " to a long prompt"}: ${why}${onlyLong}`,
          evidence,
          ...(seen.status === 504
            ? { fixHint: PROXY_HINT }
            : errorRemedy(subject, isCut(seen) ? "cut" : (seen.errorKind ?? "other"))),
        });
      }
      return aboutProbe(subject, seen, {
        severity: "warning",
        status: "unverified",
        message: `${ref} ${why}`,
        evidence,
        fixHint: "give the doctor a larger --deep-timeout; a model this slow will also make OpenClaw wait",
      });
    }),
  },
});

const PROXY_HINT =
  "raise the read timeout of the proxy in front of the server (nginx: proxy_read_timeout 600s; Caddy: transport http { response_header_timeout 600s }), or make the first answer quicker";

/** Why there is no complete answer, or null. Text that was still arriving at the time limit proves nothing. */
function silence(seen: AnswerProbe): string | null {
  const time = duration(seen.totalMs);
  const waited = seen.totalMs < 1_000 ? "" : ` after ${time}`;
  const something = seen.text !== "" || seen.reasoning !== "" || seen.toolCalls.length > 0;
  // with a status it is a gateway's own time limit
  if (seen.errorKind === "timeout" && seen.status !== null)
    return `a proxy in front of the server gave up waiting${waited} (${quoted(seen)})`;
  if (hung(seen) && something)
    return `it began, and nothing more came for ${duration(seen.totalMs - (seen.lastEventMs ?? 0))} (--deep-timeout)`;
  if (seen.errorKind === "timeout") {
    return something ? `was still answering after ${time}` : `nothing came within ${time} (--deep-timeout)`;
  }
  if (isCut(seen))
    return seen.firstEventMs === null && !something ? "the connection ended before anything came" : null;
  return seen.errorKind === null && !something ? "the answer is empty" : null;
}

function isCut({ errorKind, streamFaults }: AnswerProbe): boolean {
  return errorKind === "cut" || streamFaults.includes("cut");
}
