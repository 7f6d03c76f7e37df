import { aboutProbe, extraBodyFix, perMissedCall } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

export const thinkingDefaultOn = defineCheck({
  id: "thinking-default-on",
  title: "The model thinks instead of calling tools",
  severity: "warning",
  doc: {
    what: "The model was told twice to call a tool and called none, but it does with chat_template_kwargs.enable_thinking set to false.",
    why: "Some chat templates turn thinking on by default. The model then writes a plan, and the turn ends before it acts.",
    seen: 'content: "I will first read AGENTS.md and then …"',
    helps: {
      always: {
        "OpenClaw config":
          '`agents.defaults.models["<ref>"].params.extra_body.chat_template_kwargs.enable_thinking: false`',
      },
      because: "OpenClaw sends it along, and the server gives it to the template",
    },
  },
  turn: {
    stage: "tools",
    after: [
      "vllm-no-auto-tool-choice",
      "model-lacks-tools",
      "small-model-overwhelmed",
      "vllm-responses-bypasses-parser",
    ],
    run: perMissedCall("no-thinking", (subject, seen) =>
      aboutProbe(subject, seen, {
        severity: "warning",
        message: `${subject.model.ref} calls no tool while it thinks, and calls one with thinking switched off`,
        evidence: { text: seen.text.slice(0, 120), withoutThinking: "called" },
        fixHint:
          "switch thinking off in the chat template: params.extra_body.chat_template_kwargs.enable_thinking",
        fix: extraBodyFix(subject, ["chat_template_kwargs", "enable_thinking"], false),
      }),
    ),
  },
});
