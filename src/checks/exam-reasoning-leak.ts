import { forExams, measureFinding } from "./support/exam.ts";
import type { Check } from "./types.ts";

/** Reasoning stands in the answers. */
export const examReasoningLeak: Check = {
  id: "exam-reasoning-leak",
  title: "Reasoning stands in the answers",
  severity: "warning",
  stage: "tools",
  deep: true,
  after: ["think-leak", "harmony-tags-leak"],
  doc: {
    what: "In the exam (--deep --exam) marks of a reasoning block (<think>, channel tags) stood in the text of too many attempts for luck.",
    why: "OpenClaw sends the text to the chat as it is, and a heartbeat that begins with thoughts is no heartbeat.",
    bad: "<think>The user wants the port.</think> 8931",
    good: "Switch on the server's reasoning parser for this model family.",
  },
  run(facts, context) {
    return forExams(facts, (model, exam) => measureFinding(facts, model, context, exam, "reasoning", HINT));
  },
};

const HINT =
  "switch on the server's reasoning parser for this model family (vLLM: --reasoning-parser, llama.cpp: --reasoning-format)";
