import { aboutProbe, perProbe } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

export const thinkLeak = defineCheck({
  id: "think-leak",
  title: "Reasoning leaks into the answer",
  severity: "warning",
  doc: {
    what: "The answer's text contains <think> or </think>: the server does not separate reasoning from the answer.",
    why: "OpenClaw removes well-formed <think> blocks, but not a block without its opening tag. The reasoning then goes out to chats, counts as history, and breaks fixed replies such as heartbeats.",
    seen: 'content: "Let me see… </think> pong"',
    helps: 'reasoning_content: "Let me see…", content: "pong"',
  },
  turn: {
    stage: "answers",
    run: perProbe("answer", (subject, seen) => {
      if (!/<\/?think(ing)?>/i.test(seen.text)) return null;
      return aboutProbe(subject, seen, {
        severity: "warning",
        message: `${subject.model.ref} writes its reasoning into the answer (a think tag is in the text)`,
        fixHint: subject.facts.server.hints.separateReasoning,
      });
    }),
  },
});
