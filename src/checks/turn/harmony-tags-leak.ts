import { aboutProbe, perProbe } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** Control tags of gpt-oss stand in the answer. */
export const harmonyTagsLeak = defineCheck({
  id: "harmony-tags-leak",
  title: "Channel tags of gpt-oss leak into the answer",
  severity: "error",
  doc: {
    what: "The answer's text holds <|channel|> or <|message|>: the server does not understand the harmony format of gpt-oss.",
    why: "Tool calls are part of that format, so none of them works, and the tags go out to chats.",
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

/** <|end|> and <|start|> alone belong to other families, too (Phi ends its turns with the first). */
const HARMONY = /<\|(?:channel|message)\|>|<\|start\|>assistant/;
