import { perMeasure } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

/** The model loses the thread after a tool's result. */
export const examStepsLost = defineCheck({
  id: "exam-steps-lost",
  title: "The model loses the thread after a tool's result",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) tasks whose next step follows from a tool's result were finished in too few attempts, and luck is excluded by the 95 % interval.",
    why: "An agent lives on results: a model that stops after the first call, or answers something else, leaves every longer task half done.",
    seen: "read notes/port.md → answers “I have read the file.”",
    helps: "A larger or less quantized variant; the exam again shows whether it helps.",
  },
  turn: {
    stage: "tools",
    after: ["exam-overwhelmed"],
    run: perMeasure(
      "steps",
      "use a larger or less quantized model; shorten the workspace files and the list of tools (tools.profile)",
    ),
  },
});
