import { perMeasure } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

/** The model runs in circles. */
export const examLoops = defineCheck({
  id: "exam-loops",
  title: "The model runs in circles",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) the model made the same call with the same arguments three times, or wrote the same words four times in a row, in too many attempts for luck.",
    why: "Each round reads the whole prompt again. A loop keeps the GPU busy for minutes, and the user gets nothing.",
    seen: "read notes/budget.md → not found → read notes/budget.md → not found → …",
    helps:
      "Another sampling preset at the server (see the model's card), a larger or less quantized variant.",
  },
  turn: {
    stage: "tools",
    after: ["exam-overwhelmed"],
    run: perMeasure(
      "loops",
      "check the sampling settings that the model's card recommends at the server; else use a larger or less quantized model",
    ),
  },
});
