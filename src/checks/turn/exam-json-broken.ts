import { perMeasure } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

/** The model does not keep to JSON. */
export const examJsonBroken = defineCheck({
  id: "exam-json-broken",
  title: "The model does not keep to JSON",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) answers that were to be JSON of a given form were not, in too many attempts for luck.",
    why: "Skills, hooks and structured outputs read such answers with a parser. Words around the JSON or a missing field break them.",
    seen: "Sure! Here is the JSON: {count: 3}",
    helps:
      "A larger or less quantized variant, or a server with constrained output for the callers that need JSON.",
  },
  turn: {
    stage: "tools",
    after: ["exam-overwhelmed"],
    run: perMeasure("json", "use a larger or less quantized model where JSON is needed"),
  },
});
