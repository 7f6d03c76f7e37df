import { measureFinding, perExam } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

/** Reasoning stands in the answers. */
export const examReasoningLeak = defineCheck({
  id: "exam-reasoning-leak",
  title: "Reasoning stands in the answers",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) marks of a reasoning block (<think>, channel tags) stood in the text of too many attempts for luck.",
    why: "OpenClaw removes well-formed <think> blocks, but not other marks and not a block whose opening tag is missing. The thoughts then go out to chats, and a heartbeat that begins with them is none.",
    seen: "<think>The user wants the port.</think> 8931",
    helps: "Switch on the server's reasoning parser for this model family.",
  },
  turn: {
    stage: "tools",
    run: perExam((subject, exam) => {
      // think-leak and harmony-tags-leak have said it already
      if (MARKS.test(subject.model.deep?.answer?.text ?? "")) return null;
      return measureFinding(subject, exam, "reasoning", HINT);
    }),
  },
});

const MARKS = /<\/?think(ing)?>|<\|(channel|message)\|>|<\|start\|>assistant/i;

const HINT =
  "switch on the server's reasoning parser for this model family (vLLM: --reasoning-parser, llama.cpp: --reasoning-format)";
