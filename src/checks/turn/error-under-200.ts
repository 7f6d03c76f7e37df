import { aboutProbe, perProbe, quoted } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** Status 200, and an error inside. */
export const errorUnder200 = defineCheck({
  id: "error-under-200",
  title: "The server reports errors under status 200",
  severity: "error",
  doc: {
    what: "The server answers status 200, but the body or the stream holds an error that is none of the known ones.",
    why: "Whoever looks at the status sees a success. LM Studio does this for unknown routes and for failures in a stream; OpenClaw shows an empty answer.",
    seen: 'HTTP 200 · event: error · data: {"error":{"message":"…"}}',
    helps: "Mend what the server's text names; it is in the finding's evidence.",
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
        message: `${subject.model.ref} fails with an error inside a successful answer: ${quoted(seen)}`,
        fixHint:
          seen.errorKind === "not-found"
            ? "this route does not exist on the server: check baseUrl and api of the provider"
            : "look into the server's log; the status 200 hides this failure from other tools",
      });
    }),
  },
});
