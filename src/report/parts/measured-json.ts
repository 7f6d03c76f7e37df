import type { Json } from "../../core/json.ts";
import {
  type EffectiveContext,
  type ExamResult,
  MEASURES,
  type MeasureRate,
  type Rate,
} from "../../core/measured.ts";

/** The contract's keys of a measured context. */
export function effectiveContextJson(seen: EffectiveContext): Json {
  return { ...seen, cut: seen.cut && { ...seen.cut, lost: [...seen.cut.lost] }, budget: { ...seen.budget } };
}

/** The contract's keys of an exam. */
export function examJson(exam: ExamResult): Json {
  return {
    runs: exam.runs,
    complete: exam.complete,
    stopped: exam.stopped,
    failed: exam.failed,
    requests: exam.requests,
    tokens: { ...exam.tokens },
    ms: exam.ms,
    verdict: exam.verdict,
    whole: measureJson(exam.whole),
    measures: Object.fromEntries(MEASURES.map((measure) => [measure, measureJson(exam.measures[measure])])),
    tasks: exam.tasks.map((task) => ({
      id: task.id,
      title: task.title,
      rate: rateJson(task.rate),
      faults: [...task.faults],
    })),
  };
}

function measureJson({ needed, verdict, ...rate }: MeasureRate): Json {
  return { ...rate, needed, verdict };
}

function rateJson({ good, of, low, high }: Rate): Json {
  return { good, of, low, high };
}
