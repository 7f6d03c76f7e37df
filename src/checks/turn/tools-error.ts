import { duration } from "../../core/words.ts";
import { answered, gone, hung, isLater } from "../../turn/probes/outcome.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { aboutProbe, endedSince, errorRemedy, perProbe, quoted } from "../support/deep.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { evidence } from "../support/outcome.ts";
import { type Remedy, toolsRemedy } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const toolsError = defineCheck({
  id: "tools-error",
  title: "Requests with tools fail",
  severity: "error",
  doc: {
    what: "The model answers a plain chat, but the same request with tools, or with a tool result, is refused, cut off or never answered.",
    why: "Every OpenClaw turn sends tools, so no turn works, even though a plain chat with curl does.",
    seen: 'HTTP 500 "tools param requires --jinja flag"',
    helps: { byServer: TOOLS },
  },
  turn: {
    stage: "tools",
    after: [
      "vllm-no-auto-tool-choice",
      "model-lacks-tools",
      "llamacpp-tool-schema-400",
      "strict-message-keys",
      "tool-result-name",
      "tool-call-id-refused",
    ],
    run: perProbe("tools", (subject, seen) => {
      const { ref, deep } = subject.model;
      const why = failure(seen);
      if (why === null) return byResult(subject);
      if (gone(seen) && answered(deep?.answer)) return endedSince(subject, seen);
      if (isSlow(seen, deep?.answer)) return tooSlow(subject, seen);
      const short = deep?.probes["short-tools"];
      // the same tools with a short prompt: what differs is the length
      const isLength = seen.errorKind === "other" && answered(short);
      return aboutProbe(subject, seen, {
        message: isLength
          ? `${ref} takes tools after a short prompt and refuses them after a long one, so it is the length: ${why}`
          : `${ref} answers a plain chat, but fails when tools are offered: ${why}`,
        evidence: evidence({ cause: seen.errorKind, oneTool: told(deep?.probes["one-tool"]) }),
        ...(isLength ? { fixHint: LENGTH_HINT } : remedy(subject, seen)),
      });
    }),
  },
});

const LENGTH_HINT =
  "raise the limits of the server (its context and its memory limit); measure what it takes with: openclaw-local doctor --deep --context";

/** "answered" or "refused"; undefined when it was not tried. */
function told(seen: AnswerProbe | undefined): string | undefined {
  return seen && (answered(seen) ? "answered" : "refused");
}

/** The call works, but the request with its result is refused. */
function byResult(subject: Subject): CheckFinding | null {
  const { ref, deep } = subject.model;
  const seen = deep?.probes["follow-up"];
  const why = seen ? failure(seen) : null;
  if (!seen || why === null) return null;
  if (gone(seen)) return endedSince(subject, seen);
  if (isSlow(seen, deep?.tools)) return tooSlow(subject, seen);
  return aboutProbe(subject, seen, {
    message: `${ref} calls a tool, but fails when it gets the result: ${why}`,
    evidence: { cause: seen.errorKind },
    ...(seen.errorKind === "template"
      ? { fixHint: "update the server and the model file, or give the server another chat template" }
      : errorRemedy(subject, seen.errorKind ?? "other")),
  });
}

/** The last answer took more than this part of the time in which this one did not come: the server may just be slow. */
const SLOW_PART = 0.1;

/** True if the time limit of this tool ended an answer that was still arriving, or that a slow server had not begun. */
function isSlow(seen: AnswerProbe, before: AnswerProbe | null | undefined): boolean {
  if (seen.errorKind !== "timeout" || seen.status !== null) return false;
  if (!hung(seen)) return true;
  return seen.firstTokenMs == null && (before?.totalMs ?? 0) > seen.totalMs * SLOW_PART;
}

function tooSlow(subject: Subject, seen: AnswerProbe): CheckFinding {
  const state = hung(seen) ? "had not answered" : "was still answering";
  return aboutProbe(subject, seen, {
    severity: "warning",
    status: "unverified",
    message: `Whether ${subject.model.ref} works with tools is unknown: it ${state} after ${duration(seen.totalMs)} (--deep-timeout)`,
    fixHint: "give the doctor a larger --deep-timeout; a model this slow will also make OpenClaw wait",
  });
}

function failure(seen: AnswerProbe): string | null {
  // other checks report these
  if (isLater(seen) || seen.errorKind === "tool-call-id") return null;
  if (seen.errorKind === "timeout") return `no end within ${Math.round(seen.totalMs / 1000)} s`;
  if (seen.errorKind !== null) return quoted(seen);
  return seen.streamFaults.includes("cut") ? "the stream breaks off" : null;
}

/** The remedy for the server's setup where the error text points to it, else by the cause. */
function remedy(subject: Subject, { error, errorKind }: AnswerProbe): Remedy {
  if (/requires --jinja/i.test(error ?? "")) {
    return {
      fixHint: "start llama-server without --no-jinja (builds before b7170: with --jinja)",
      restart: {},
    };
  }
  const setup = ["no-tool-parser", "template", "tools-unsupported"].includes(errorKind ?? "");
  return setup ? toolsRemedy(subject) : errorRemedy(subject, errorKind ?? "other");
}
