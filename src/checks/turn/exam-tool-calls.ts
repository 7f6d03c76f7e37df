import { failedOf, measureFinding, perExam } from "../support/exam.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { defineCheck } from "../types.ts";

export const examToolCalls = defineCheck({
  id: "exam-tool-calls",
  title: "The model's tool calls are not reliable",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) too many calls were not made in a structured form, named the wrong tool or had arguments that do not fit the tool's schema or the task. The 95 % interval rules out chance.",
    why: "A turn makes several calls, and one bad call spoils it: at 90 % per call, five in a row succeed in 59 of 100 turns. A single successful probe proves little.",
    seen: "asked for the free space of the disks → web_search {query: “df”}",
    helps: {
      byServer: TOOLS,
      also: {
        command: "`openclaw-local recommend`, for a larger or less quantized variant",
        "OpenClaw config": '`tools.profile: "coding"`, or "minimal"',
      },
    },
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
