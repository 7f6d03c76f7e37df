import { INTERRUPTED, MEASURES } from "../../core/measured.ts";
import { aboutExam, forExams, isDoubtful, rateText } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

/** Something went wrong too often, but so few attempts may be bad luck; or the exam did not come to its end. */
export const examInconclusive = defineCheck({
  id: "exam-inconclusive",
  title: "Not enough runs to tell",
  severity: "info",
  doc: {
    what: "In the exam (--deep --exam) a share lies below what an agent needs, but its 95 % interval reaches into what is good; or the exam ended early.",
    why: "Three attempts cannot tell a model that fails one time in ten from one that fails half of the time. More runs make the interval narrow.",
    seen: "2 of 3 JSON answers were valid (67 %, 95 % interval 21 to 94 %)",
    helps: "openclaw-local doctor --deep --exam --runs 20",
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
    run(facts, context) {
      return forExams(facts, (model, exam) => {
        // that has a finding of its own
        if (exam.stopped === INTERRUPTED) return null;
        if (!exam.complete) {
          const done = exam.tasks.reduce((sum, task) => sum + task.rate.of, 0);
          return aboutExam(facts, model, context, exam, [], {
            severity: "info",
            status: "unverified",
            message: `The exam of ${model.ref} ended early (${exam.stopped ?? "no reason given"}): ${done} of ${exam.runs * exam.tasks.length} attempts were made`,
            fixHint: "run it again with a larger --budget",
          });
        }
        const doubtful = MEASURES.filter((measure) => isDoubtful(exam.measures[measure], measure));
        const [first] = doubtful;
        if (first === undefined) return null;
        const more = doubtful.length === 1 ? "" : `, and ${doubtful.length - 1} more like it`;
        return aboutExam(facts, model, context, exam, doubtful, {
          severity: "info",
          message: `Not enough runs to tell whether ${model.ref} is fit: ${rateText(exam.measures[first], first)}${more}`,
          fixHint: `run the exam with more runs: --runs ${moreRuns(exam.runs)}, which makes the interval about half as wide`,
        });
      });
    },
  },
});

/** Four times the attempts halve the interval. */
function moreRuns(runs: number): number {
  return runs * 4;
}
