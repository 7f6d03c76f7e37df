import { failedOf, measureFinding, perExam } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

/** One of the three things about a call fails: that it is made, its tool, its arguments. */
export const examToolCalls = defineCheck({
  id: "exam-tool-calls",
  title: "Tool calls of the model are not reliable",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) too many calls were not made in a structured form, named the wrong tool or had arguments that do not fit the tool's schema or the task, and luck is excluded by the 95 % interval.",
    why: "A turn makes several calls, and one bad call spoils it: at 90 % a call, five in a row succeed in 59 of 100 turns. A single probe that passes says little.",
    seen: "asked for the free space of the disks → web_search {query: “df”}",
    helps:
      "A larger or less quantized variant, fewer tools (tools.profile), the parser for this model family at the server.",
  },
  turn: {
    stage: "tools",
    after: [
      "exam-overwhelmed",
      "model-lacks-tools",
      "vllm-no-auto-tool-choice",
      "tools-error",
      "tool-calls-as-text",
      "tools-ignored",
      "tool-arguments-invalid",
    ],
    run: perExam((subject, exam) => {
      const measure = failedOf(exam).find((m) => m === "calls" || m === "tool" || m === "arguments");
      return measure === undefined ? null : measureFinding(subject, exam, measure, HINT);
    }),
  },
});

const HINT =
  "use a larger or less quantized model, offer fewer tools (tools.profile), and check the tool parser of the server";
