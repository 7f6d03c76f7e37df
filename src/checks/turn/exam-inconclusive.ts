import { INTERRUPTED, MEASURES } from "../../core/measured.ts";
import { aboutExam, isDoubtful, perExam, rateText } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

export const examInconclusive = defineCheck({
  id: "exam-inconclusive",
  title: "Too few exam runs for a verdict",
  severity: "info",
  doc: {
    what: "In the exam (--deep --exam) a rate is below what an agent needs, but its 95 % interval still includes good rates; or the exam ended early.",
    why: "Three attempts cannot distinguish a model that fails one time in ten from one that fails half the time. More runs narrow the interval.",
    seen: "2 of 3 JSON answers were valid (67 %, 95 % interval 21 to 94 %)",
    helps: {
      always: { command: "`openclaw-local doctor --deep --exam --runs 20`" },
      because: "more runs are all that it needs",
    },
  },
  turn: {
    stage: "tools",
    after: [
      "exam-overwhelmed",
      "exam-tool-calls",
      "exam-steps-lost",
      "exam-json-broken",
      "exam-loops",
      "exam-reasoning-leak",
      "exam-obeys-planted-instructions",
    ],
    run: perExam((subject, exam) => {
      const { ref } = subject.model;
      // an interruption is reported separately
      if (exam.stopped === INTERRUPTED) return null;
      if (!exam.complete) {
        const done = exam.tasks.reduce((sum, task) => sum + task.rate.of, 0);
        return aboutExam(subject, exam, [], {
          severity: "info",
          status: "unverified",
          message: `The exam of ${ref} ended early (${exam.stopped ?? "no reason given"}): ${done} of ${exam.runs * exam.tasks.length} attempts were made`,
          fixHint: "run it again with a larger --budget",
        });
      }
      const doubtful = MEASURES.filter((measure) => isDoubtful(exam.measures[measure], measure));
      const [first] = doubtful;
      if (first === undefined) return null;
      const more = doubtful.length === 1 ? "" : `, and ${doubtful.length - 1} more like it`;
      return aboutExam(subject, exam, doubtful, {
        severity: "info",
        message: `Not enough runs to tell whether ${ref} is fit: ${rateText(exam.measures[first], first)}${more}`,
        // four times the attempts halve the interval
        fixHint: `run the exam with more runs: --runs ${exam.runs * 4}, which makes the interval about half as wide`,
      });
    }),
  },
});
