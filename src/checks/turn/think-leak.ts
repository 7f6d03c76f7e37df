import { visibleText } from "../../turn/visible.ts";
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
      const shown = SHOWN.exec(visibleText(seen.text))?.[0].trim();
      const mark = shown ?? HIDDEN.exec(seen.text)?.[0];
      if (mark === undefined) return null;
      return aboutProbe(subject, seen, {
        severity: "warning",
        message:
          shown === undefined
            ? `${ref} writes its reasoning into the answer (${mark}), where OpenClaw has to find and hide it`
            : `${ref} writes its reasoning into the answer (${shown}), and OpenClaw shows it to the user`,
        ...reasoningRemedy(subject, seen.text, subject.facts.server.hints.separateReasoning),
      });
    }),
  },
});

/** Marks that OpenClaw 2026.9.6 hides with what they enclose. */
const HIDDEN = /<\s*\/?\s*(?:antml:|mm:)?(?:think|thinking|thought|reasoning)\s*>|<\|channel>thought/i;

/** Marks that it leaves in the text, or removes without the reasoning. Each was tried on its sanitizeAssistantVisibleText. */
const SHOWN =
  /\[\/?THINK\]|<\s*(?:think|thinking|thought|reasoning)\s*>|<\/?(?:seed:think|longcat_think|think_never_used\w*|reflection|scratchpad)>|\u25C1\/?think\u25B7|<unused9[45]>|<[|\uFF5C]\/?(?:thinking|inner_prefix|inner_suffix|START_THINKING|END_THINKING|begin_of_thought|end_of_thought)[|\uFF5C]>|^\s*Here(?:'s| is) my thought process:/i;
