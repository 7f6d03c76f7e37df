import { measureFinding, perExam } from "../support/exam.ts";
import { REASONING_APART } from "../support/helps-parsing.ts";
import { defineCheck } from "../types.ts";

export const examReasoningLeak = defineCheck({
  id: "exam-reasoning-leak",
  title: "Reasoning leaks into answers in the exam",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) the text contained marks of a reasoning block (<think>, channel tags) in too many attempts to be chance.",
    why: "OpenClaw removes well-formed <think> blocks, but not other marks and not a block without its opening tag. The reasoning then goes out to chats, and a heartbeat reply that begins with it is not recognized.",
    seen: "<think>The user wants the port.</think> 8931",
    helps: { byServer: REASONING_APART },
  },
  turn: {
    stage: "tools",
    run: perExam((subject, exam) => {
      // think-leak or harmony-tags-leak already reports it
      if (MARKS.test(subject.model.deep?.answer?.text ?? "")) return null;
      return measureFinding(subject, exam, "reasoning", HINT);
    }),
  },
});

const MARKS = /<\/?think(ing)?>|<\|(channel|message)\|>|<\|start\|>assistant/i;

const HINT =
  "switch on the server's reasoning parser for this model family (vLLM: --reasoning-parser, llama.cpp: --reasoning-format)";
