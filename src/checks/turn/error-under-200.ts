import { aboutProbe, perProbe, quoted } from "../support/deep.ts";
import { LOG } from "../support/helps.ts";
import { defineCheck } from "../types.ts";

export const errorUnder200 = defineCheck({
  id: "error-under-200",
  title: "The server reports errors under status 200",
  severity: "error",
  doc: {
    what: "The server answers with status 200, but the body or the stream contains an error that no other check recognizes.",
    why: "A client that checks only the status sees success. LM Studio does this for unknown routes and for failures in a stream. OpenClaw shows an empty answer.",
    seen: 'HTTP 200 · event: error · data: {"error":{"message":"…"}}',
    helps: { byServer: LOG },
  },
  turn: {
    stage: "answers",
    after: [
      "responses-unsupported",
      "responses-overlapping-items",
      "string-content-required",
      "developer-role-rejected",
      "chat-template-roles",
      "unsupported-params",
    ],
    run: perProbe("answer", (subject, seen) => {
      if (seen.status !== 200 || (seen.errorKind !== "other" && seen.errorKind !== "not-found")) return null;
      return aboutProbe(subject, seen, {
        message: seen.streamFaults.includes("no-completion")
          ? `${subject.model.ref} is answered with status 200, but with no completion: ${quoted(seen)}`
          : `${subject.model.ref} fails with an error inside a successful answer: ${quoted(seen)}`,
        fixHint:
          seen.errorKind === "not-found"
            ? "this route does not exist on the server: check baseUrl and api of the provider"
            : "check the server's log; the status 200 hides this failure from other tools",
      });
    }),
  },
});
