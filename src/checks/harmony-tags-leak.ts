import { aboutProbe, forProbes } from "./support/deep.ts";
import type { Check } from "./types.ts";

/** Control tags of gpt-oss stand in the answer. */
export const harmonyTagsLeak: Check = {
  id: "harmony-tags-leak",
  title: "Channel tags of gpt-oss leak into the answer",
  severity: "error",
  stage: "answers",
  deep: true,
  doc: {
    what: "The answer's text holds <|channel|> or <|message|>: the server does not understand the harmony format of gpt-oss.",
    why: "Tool calls are part of that format, so none of them works, and the tags go out to chats.",
    bad: 'content: "<|channel|>commentary to=exec …"',
    good: "A newer engine (LM Studio: update the runtime), or vLLM with --tool-call-parser openai.",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) =>
      /<\|(channel|message|start|end)\|>/.test(seen.text)
        ? aboutProbe(facts, model, context, seen, {
            message: `${model.ref} writes harmony tags (<|channel|>) into the answer: the server does not parse its format`,
            fixHint:
              "update the server's engine; vLLM: --tool-call-parser openai; else use another model build",
          })
        : null,
    );
  },
};
