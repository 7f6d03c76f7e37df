import { reasoningMark } from "../../turn/visible.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { REASONING_APART } from "../support/helps-parsing.ts";
import { reasoningRemedy } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const thinkLeak = defineCheck({
  id: "think-leak",
  title: "Reasoning leaks into the answer",
  severity: "warning",
  doc: {
    what: "The answer's text contains reasoning (<think>, [THINK], <seed:think> and others): the server does not separate it from the answer.",
    why: "OpenClaw hides what is in tags such as <think>, but not [THINK], <seed:think> and other marks, and not a block without its end. That reasoning goes out to chats and breaks fixed replies such as heartbeats.",
    seen: 'content: "[THINK]Let me see…[/THINK]pong"',
    helps: {
      byServer: REASONING_APART,
      also: { "OpenClaw config": '`agents.defaults.thinkingDefault: "off"`' },
    },
  },
  turn: {
    stage: "answers",
    after: ["harmony-tags-leak"],
    run: perProbe("answer", (subject, seen) => {
      const { ref } = subject.model;
      const leak = reasoningMark(seen.text);
      if (leak === null) return null;
      return aboutProbe(subject, seen, {
        severity: "warning",
        message: leak.hidden
          ? `${ref} writes its reasoning into the answer (${leak.mark}), where OpenClaw has to find and hide it`
          : `${ref} writes its reasoning into the answer (${leak.mark}), and OpenClaw shows it to the user`,
        ...reasoningRemedy(subject, seen.text, subject.facts.server.hints.separateReasoning),
      });
    }),
  },
});
