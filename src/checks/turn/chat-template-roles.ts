import { answered, refused } from "../../turn/probes/outcome.ts";
import { aboutProbe, isProvedCure, perProbe, quoted } from "../support/deep.ts";
import { TEMPLATE } from "../support/helps-parsing.ts";
import { defineCheck } from "../types.ts";

export const chatTemplateRoles = defineCheck({
  id: "chat-template-roles",
  title: "The chat template refuses OpenClaw's messages",
  severity: "error",
  doc: {
    what: "The model's chat template fails on a system message followed by two user messages, which is how every OpenClaw turn starts.",
    why: "Some templates (Mistral, some Qwen builds) insist that roles alternate. The server answers 400 or 500 to every turn.",
    seen: 'HTTP 500 "After the optional system message, conversation roles must alternate"',
    helps: { byServer: TEMPLATE },
  },
  turn: {
    stage: "answers",
    after: ["string-content-required", "developer-role-rejected", "unsupported-params"],
    run: perProbe("answer", (subject, seen) => {
      const { facts, model } = subject;
      // the error text may not name the template, but a single user message passes
      const passesWithOne =
        refused(seen) && answered(model.deep?.probes["single-message"]) && isProvedCure(model, "answer");
      if (seen.errorKind === null || !(seen.errorKind === "template" || passesWithOne)) return null;
      const { templateOption } = facts.server.hints;
      const option = templateOption === null ? "" : ` (${templateOption})`;
      return aboutProbe(subject, seen, {
        message: `The chat template of ${model.ref} refuses OpenClaw's messages: ${quoted(seen)}`,
        fixHint: `update the server and the model file, or give the server another chat template${option}`,
      });
    }),
  },
});
