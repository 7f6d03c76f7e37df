import { aboutProbe, perProbe } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

export const harmonyTagsLeak = defineCheck({
  id: "harmony-tags-leak",
  title: "Channel tags of gpt-oss leak into the answer",
  severity: "error",
  doc: {
    what: "The answer's text contains <|channel|> or <|message|>: the server does not parse the harmony format of gpt-oss.",
    why: "Tool calls are part of that format, so none of them work, and the tags go out to chats.",
    seen: 'content: "<|channel|>commentary to=exec …"',
    helps: "A newer engine (LM Studio: update the runtime), or vLLM with --tool-call-parser openai.",
  },
  turn: {
    stage: "answers",
    run: perProbe("answer", (subject, seen) => {
      const tag = HARMONY.exec(seen.text)?.[0];
      if (tag === undefined) return null;
      return aboutProbe(subject, seen, {
        message: `${subject.model.ref} writes harmony tags (${tag}) into the answer: the server does not parse the format of gpt-oss`,
        fixHint: subject.facts.server.hints.parseHarmony,
      });
    }),
  },
});

/** Other model families use <|end|> and <|start|> too (Phi ends its turns with <|end|>). */
const HARMONY = /<\|(?:channel|message)\|>|<\|start\|>assistant/;
