import { perMeasure } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

export const examLoops = defineCheck({
  id: "exam-loops",
  title: "The model repeats itself in a loop",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) the model made the same call with the same arguments three times, or wrote the same words four times in a row, in too many attempts to be chance.",
    why: "Each round processes the whole prompt again. A loop keeps the GPU busy for minutes, and the user gets no result.",
    seen: "read notes/budget.md → not found → read notes/budget.md → not found → …",
    helps: {
      always: {
        "OpenClaw config":
          '`agents.defaults.models["<ref>"].params.temperature: 0.7`, or what the card of the model names',
        command: "`openclaw-local recommend`, for a larger or less quantized variant",
      },
      because: "OpenClaw sends the sampling along",
    },
  },
  turn: {
    stage: "tools",
    after: ["exam-overwhelmed"],
    run: perMeasure(
      "loops",
      "set the sampling settings that the model card recommends on the server; otherwise use a larger or less quantized model",
    ),
  },
});
