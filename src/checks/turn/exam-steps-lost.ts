import { perMeasure } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

export const examStepsLost = defineCheck({
  id: "exam-steps-lost",
  title: "The model loses track after a tool result",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) the model finished too few tasks whose next step follows from a tool result, and the 95 % interval rules out chance.",
    why: "An agent must act on tool results. A model that stops after the first call, or answers something else, leaves every longer task unfinished.",
    seen: "read notes/port.md → answers “I have read the file.”",
    helps: {
      always: { command: "`openclaw-local recommend`, for a larger or less quantized variant" },
      because: "it is the model, not the server",
    },
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
