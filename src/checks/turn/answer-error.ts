import { tokens } from "../../core/words.ts";
import { productByLabel } from "../../servers/shared/products.ts";
import { answered, gone } from "../../turn/probes/outcome.ts";
import type { AnswerProbe, ErrorKind } from "../../turn/types.ts";
import { aboutProbe, endedSince, errorRemedy, perProbe, quoted } from "../support/deep.ts";
import { LOG } from "../support/helps.ts";
import { unresolved } from "../support/reach.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

/** Causes that a more specific check reports. */
const ELSEWHERE: readonly ErrorKind[] = [
  "template",
  "params",
  "timeout",
  "cut",
  "no-tool-parser",
  "busy",
  "loading",
];

const CAUSE: Partial<Record<ErrorKind, string>> = {
  "context-overflow": "the prompt does not fit into the server's context",
  auth: "inference requires a key",
  "not-found": "the route does not exist",
  "model-not-found": "the server does not have the model ready",
  memory: "the machine has not enough memory",
  "too-large": "a proxy refuses the size of the request",
  cooldown: "the server behind the gateway failed a moment ago, so the gateway keeps away from it",
  "tools-unsupported": "the model takes no tools",
};

export const answerError = defineCheck({
  id: "answer-error",
  title: "The model answers with an error",
  severity: "error",
  doc: {
    what: "The server refuses a short streamed chat in the form of OpenClaw's own requests.",
    why: "A server that lists a model may still be unable to run it: too little context or memory, a key that only inference requires, or a proxy limit. OpenClaw often reports another cause.",
    seen: 'POST /v1/chat/completions → 400 {"error":{"type":"exceed_context_size_error"}}',
    helps: { byServer: LOG },
  },
  turn: {
    stage: "answers",
    after: [
      "port-held-by-other-server",
      "responses-unsupported",
      "responses-overlapping-items",
      "string-content-required",
      "developer-role-rejected",
      "lmstudio-guardrail",
      "model-load-failed",
      "chat-template-roles",
      "unsupported-params",
      "error-under-200",
      "server-busy",
    ],
    run: perProbe("answer", (subject, seen) => {
      if (seen.errorKind === null || ELSEWHERE.includes(seen.errorKind)) return null;
      if (gone(seen) && answered(subject.model.deep?.probes.small)) return endedSince(subject, seen);
      const length = tooLong(subject, seen);
      if (length !== null) return length;
      const missing =
        seen.errorKind === "auth" || seen.status === 403 ? unresolved(subject.facts, "header") : null;
      if (missing !== null)
        return aboutProbe(subject, seen, {
          severity: "warning",
          status: "unverified",
          message: `${subject.model.ref} could not be asked as OpenClaw asks it: ${missing}`,
          fixHint: "set the variable where the doctor runs, or run it where OpenClaw runs",
        });
      return aboutProbe(subject, seen, {
        message: `${subject.model.ref} does not answer: ${cause(seen)} (${quoted(seen)})`,
        evidence: { cause: seen.errorKind, ...size(seen) },
        ...errorRemedy(subject, seen.errorKind),
      });
    }),
  },
});

/** Where a short prompt is answered and a long one is refused twice, for a reason that the server does not name. */
function tooLong(subject: Subject, seen: AnswerProbe): CheckFinding | null {
  const { ref, deep } = subject.model;
  const short = deep?.probes.small;
  if (seen.errorKind !== "other" || !answered(short) || !deep?.probes["answer-again"]) return null;
  const { state } = subject.facts;
  const passed = short.usage?.prompt ?? short.promptEstimate;
  const sent = deep.expectedPrompt ?? seen.promptEstimate;
  const limits = productByLabel(state.product)?.limits ?? "its context and its memory limit";
  return aboutProbe(subject, seen, {
    message: `${ref} answers ${tokens(passed)} tokens and refuses ${tokens(sent)}: it is the length, not the model (${quoted(seen)})`,
    evidence: { cause: "length", passedTokens: passed, refusedTokens: sent },
    fixHint: `raise the limits of the server (${limits}); measure what it takes with: openclaw-local doctor --deep --context`,
  });
}

function cause(seen: AnswerProbe): string {
  const known = seen.errorKind === null ? undefined : CAUSE[seen.errorKind];
  const limit = seen.errorContext === null ? "" : ` of ${tokens(seen.errorContext)} tokens`;
  const refuses = seen.status !== null && seen.status >= 400 && seen.status < 500;
  return `${known ?? (refuses ? "the server refuses the request" : "the server failed")}${seen.errorKind === "context-overflow" ? limit : ""}`;
}

function size(seen: AnswerProbe) {
  return seen.errorContext === null ? {} : { serverContext: seen.errorContext, sent: seen.promptEstimate };
}
