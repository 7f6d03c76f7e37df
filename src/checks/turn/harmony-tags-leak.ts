import { aboutProbe, forProbes } from "../support/deep.ts";
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
    run(facts, context) {
      return forProbes(facts, "answer", (model, seen) =>
        HARMONY.test(seen.text)
          ? aboutProbe(facts, model, context, seen, {
              message: `${model.ref} writes harmony tags (${HARMONY.exec(seen.text)?.[0]}) into the answer: the server does not parse the format of gpt-oss`,
              fixHint: facts.server.hints.parseHarmony,
            })
          : null,
      );
    },
  },
});

/** <|end|> and <|start|> alone belong to other families, too (Phi ends its turns with the first). */
const HARMONY = /<\|(?:channel|message)\|>|<\|start\|>assistant/;
