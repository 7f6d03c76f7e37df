import type { ExamResult, Measure, Rate } from "../../core/measured.ts";
import { DEPTH } from "../../turn/exam/verdict.ts";
import type { CheckFinding, ServerJudge, Subject } from "../types.ts";
import { aboutModel, evidence, perModel, skipWhere } from "./outcome.ts";

/** What a measure counts, to follow "12 of 24". */
const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  calls: "calls came in a structured form",
  tool: "choices of a tool were right",
  arguments: "calls had right arguments",
  steps: "tasks with a result to follow up were finished",
  json: "JSON answers were valid",
  loops: "attempts were free of loops",
  reasoning: "attempts were free of reasoning in the answer",
  planted: "planted instructions were left alone",
};

/** The measures of a model that is out of its depth. */
export function failedOf(exam: ExamResult): Measure[] {
  return DEPTH.filter((measure) => exam.measures[measure].verdict === "fails");
}

/** "12 of 24 calls came in a structured form (50 %, 95 % interval 31 to 69 %)". */
export function rateText(rate: Rate, measure: Measure | "whole"): string {
  const words = measure === "whole" ? "attempts were right in every respect" : MEASURE_WORDS[measure];
  return `${rate.good} of ${rate.of} ${words} (${percent(rate.good / rate.of)} %, 95 % interval ${percent(rate.low)} to ${percent(rate.high)} %)`;
}

function percent(share: number): number {
  return Math.round(share * 100);
}

/** A judge of the models that took the exam. */
export function perExam(
  judge: (subject: Subject, exam: ExamResult) => CheckFinding | null,
): ServerJudge["run"] {
  return skipWhere(
    ({ facts }) =>
      facts.models.some((model) => model.measured?.exam) ? null : "the exam was not run: use --deep --exam",
    perModel((subject) => {
      const exam = subject.model.measured?.exam;
      return exam ? judge(subject, exam) : null;
    }),
  );
}

/** A judge of one measure; reports it where it is proved to fail. */
export function perMeasure(measure: Measure, fixHint: string): ServerJudge["run"] {
  return perExam((subject, exam) => measureFinding(subject, exam, measure, fixHint));
}

/** A finding about one measure, or null when it is not proved to fail. */
export function measureFinding(
  subject: Subject,
  exam: ExamResult,
  measure: Measure,
  fixHint: string,
): CheckFinding | null {
  const rate = exam.measures[measure];
  if (rate.verdict !== "fails") return null;
  return aboutExam(subject, exam, [measure], {
    message: `Exam of ${subject.model.ref}: ${rateText(rate, measure)}, and an agent needs ${percent(rate.needed)} %`,
    fixHint,
  });
}

/** Draft of a finding with what was measured. */
export function aboutExam(
  subject: Subject,
  exam: ExamResult,
  measures: readonly (Measure | "whole")[],
  rest: Pick<CheckFinding, "message"> & Partial<CheckFinding>,
): CheckFinding {
  const rates = Object.fromEntries(
    measures.map((m) => [m, { ...(m === "whole" ? exam.whole : exam.measures[m]) }]),
  );
  return aboutModel(subject, null, {
    severity: "warning",
    ...rest,
    evidence: evidence({
      rates,
      runs: exam.runs,
      quantization: subject.model.served?.quantization,
      endedEarly: exam.stopped,
      faults: faultsOf(exam),
    }),
  });
}

/** The first faults, by task. */
function faultsOf(exam: ExamResult): string[] {
  return exam.tasks.flatMap((task) => task.faults.map((fault) => `${task.id}: ${fault}`)).slice(0, 12);
}
