import { INTERRUPTED, MEASURES } from "../../core/measured.ts";
import { aboutExam, perExam, rateText } from "../support/exam.ts";
import { defineCheck } from "../types.ts";

export const examInconclusive = defineCheck({
  id: "exam-inconclusive",
  title: "Too few exam runs for a verdict",
  severity: "info",
  doc: {
    what: "In the exam (--deep --exam) the 95 % interval of a rate includes both good and bad rates, so that the model neither passes nor fails; or the exam ended early.",
    why: "A few attempts cannot distinguish a model that fails one time in fifty from one that fails every fifth time. More runs narrow the interval.",
    seen: "6 of 7 JSON answers were valid (86 %, 95 % interval 49 to 97 %)",
    helps: {
      always: { command: "`openclaw-local doctor --deep --exam --runs 40 --budget 3600`" },
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
        const done = exam.tasks.reduce((sum, task) => sum + task.rate.of, 0) + exam.failed;
        return aboutExam(subject, exam, [], {
          severity: "info",
          status: "unverified",
          message: `The exam of ${ref} ended early (${exam.stopped ?? "no reason given"}): after ${done} attempts it is not decided whether the model is fit`,
          fixHint: "run it again with a larger --budget",
        });
      }
      // what fails is reported by itself, and is reason enough
      if (exam.verdict !== "undecided") return null;
      const open = [...MEASURES.map((m) => [m, exam.measures[m]] as const), ["whole", exam.whole] as const]
        .filter(([, rate]) => rate.verdict === "undecided")
        .sort(([, a], [, b]) => a.low - b.low);
      const [first] = open;
      if (first === undefined) return null;
      const more = open.length === 1 ? "" : `, and ${open.length - 1} more rates are as open`;
      const measures = open.map(([measure]) => measure);
      return aboutExam(subject, exam, measures, {
        severity: "info",
        message: `Not decided whether ${ref} is fit: ${rateText(first[1], first[0])}${more}`,
        // four times the attempts halve the interval
        fixHint: `run the exam with more runs: --runs ${exam.runs * 4}, which makes the interval about half as wide`,
      });
    }),
  },
});
