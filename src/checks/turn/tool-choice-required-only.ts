import { aboutProbe, extraBodyFix, perMissedCall } from "../support/deep.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { toolsRemedy } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const toolChoiceRequiredOnly = defineCheck({
  id: "tool-choice-required-only",
  title: "The model calls tools only when forced",
  severity: "warning",
  doc: {
    what: 'With tool_choice "auto" the model calls no tool in two attempts, but it does with "required".',
    why: 'OpenClaw sends "auto". Some combinations of model and parser produce a call only when the server forces one. Forcing it permanently makes every turn call a tool, even where an answer was expected.',
    seen: "tool_choice: auto → text · tool_choice: required → tool_calls",
    helps: {
      byServer: TOOLS,
      also: {
        "OpenClaw config":
          '`agents.defaults.models["<ref>"].params.extra_body.tool_choice: "required"`, as a last resort: every turn then calls a tool',
      },
    },
  },
  turn: {
    stage: "tools",
    after: [
      "vllm-no-auto-tool-choice",
      "model-lacks-tools",
      "small-model-overwhelmed",
      "vllm-responses-bypasses-parser",
      "tool-calls-as-text",
      "thinking-default-on",
    ],
    run: perMissedCall("forced-tool", (subject, seen) =>
      aboutProbe(subject, seen, {
        severity: "warning",
        message: `${subject.model.ref} calls a tool only when it is forced to; OpenClaw leaves the choice to the model`,
        evidence: { text: seen.text.slice(0, 120), forced: "called" },
        fixHint: `${toolsRemedy(subject).fixHint}; last resort: extra_body.tool_choice "required", which makes every turn call a tool`,
        fix: extraBodyFix(subject, ["tool_choice"], "required"),
      }),
    ),
  },
});
