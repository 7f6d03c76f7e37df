import { harmonyMark } from "../../turn/visible.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { HARMONY_PARSED } from "../support/helps-parsing.ts";
import { perModel } from "../support/outcome.ts";
import { reasoningRemedy } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const harmonyTagsLeak = defineCheck({
  id: "harmony-tags-leak",
  title: "Channel tags of gpt-oss leak into the answer",
  severity: "error",
  doc: {
    what: "The text of the answer, or of the turn with tools, contains channels of gpt-oss (<|channel|>, <|message|>, or analysis… assistantfinal): the server does not parse the harmony format.",
    why: "Tool calls are part of that format, so none of them work, and the reasoning goes out to chats.",
    seen: 'content: "<|channel|>commentary to=functions.exec …"',
    helps: { byServer: HARMONY_PARSED },
  },
  turn: {
    stage: "answers",
    run: perProbe("answer", (subject, { text }) => judge(subject, text, "answer")),
  },
  server: {
    stage: "tools",
    run: perModel((subject) => {
      const seen = subject.model.deep?.tools;
      return seen && seen.toolCalls.length === 0 ? judge(subject, seen.text, "tools") : null;
    }),
  },
});

function judge(subject: Subject, text: string, probe: "answer" | "tools"): CheckFinding | null {
  const { model, facts } = subject;
  const mark = harmonyMark(text);
  const seen = model.deep?.[probe];
  if (mark === null || !seen) return null;
  const { parseHarmony } = facts.server.hints;
  const where = probe === "answer" ? "the answer" : "its tool call, which nothing executes";
  return aboutProbe(subject, seen, {
    message: `${model.ref} writes channels of gpt-oss (${mark.slice(0, 40)}) into ${where}: the server does not parse that format`,
    evidence: { text: text.slice(0, 120) },
    ...reasoningRemedy(subject, text, parseHarmony),
    fixHint: parseHarmony,
  });
}
