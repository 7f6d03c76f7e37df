import { perMeasure } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

export const examJsonBroken = defineCheck({
  id: "exam-json-broken",
  title: "The model does not return valid JSON",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) the model failed to return JSON of a given form in too many attempts to be chance.",
    why: "Skills, hooks and structured outputs read such answers with a parser. Extra text around the JSON or a missing field breaks them.",
    seen: "Sure! Here is the JSON: {count: 3}",
    helps: {
      always: { command: "`openclaw-local recommend`, for a larger or less quantized variant" },
      because: "it is the model, not the server",
    },
  },
  turn: {
    stage: "tools",
    after: ["exam-overwhelmed"],
    run: perMeasure("json", "use a larger or less quantized model where JSON is needed"),
  },
});
