import { listed } from "../../core/words.ts";
import { aboutExam, failedOf, perExam, rateText } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

export const examOverwhelmed = defineCheck({
  id: "exam-overwhelmed",
  title: "The model is out of its depth as an agent",
  severity: "warning",
  doc: {
    what: "In the exam (--deep --exam) at least two of these fail, each by its whole 95 % interval: structured calls, the right tool, correct arguments, following up a result, valid JSON, no loops. Or none of them fails, but together they spoil too many attempts.",
    why: "Small and heavily quantized models cannot cope with an agent's prompt and tools. This is measured here, not guessed from the model's name.",
    seen: "9 of 24 calls came in a structured form (38 %, 95 % interval 21 to 57 %)",
    helps: {
      always: {
        command: "`openclaw-local recommend`, for a larger or less quantized variant",
        "OpenClaw config": '`tools.profile: "coding"`, or "minimal"',
      },
      because: "it is the model, not the server",
    },
  },
  turn: {
    stage: "tools",
    // a server that does not pass calls on shows nothing about the model
    after: [
      "model-lacks-tools",
      "vllm-no-auto-tool-choice",
      "tools-error",
      "tool-calls-as-text",
      "tools-ignored",
      "tool-arguments-invalid",
      "small-model-overwhelmed",
    ],
    run: perExam((subject, exam) => {
      const { ref, served } = subject.model;
      const failed = failedOf(exam);
      const spoiled = failed.length === 0 && exam.whole.verdict === "fails";
      if (failed.length < 2 && !spoiled) return null;
      const how = served?.quantization ? ` (${served.quantization})` : "";
      const rates = spoiled
        ? [rateText(exam.whole, "whole")]
        : failed.map((measure) => rateText(exam.measures[measure], measure));
      return aboutExam(subject, exam, spoiled ? ["whole"] : failed, {
        message: `${ref}${how} is out of its depth as an agent: ${listed(rates, 3)}`,
        fixHint:
          "use a larger or less quantized model (openclaw-local recommend), or give it a narrower tools.profile and shorter workspace files",
      });
    }),
  },
});
