import type { Json } from "../../core/json.ts";
import { type EffectiveContext, type ExamResult, MEASURES, type Rate } from "../../core/measured.ts";

/** The contract's keys of a measured context. */
export function effectiveContextJson(seen: EffectiveContext): Json {
  return {
    atLeast: seen.atLeast,
    below: seen.below,
    said: seen.said,
    limit: seen.limit,
    exact: seen.exact,
    beyond: seen.beyond,
    cut: seen.cut === null ? null : { ...seen.cut, lost: [...seen.cut.lost] },
    counted: seen.counted,
    complete: seen.complete,
    stopped: seen.stopped,
    requests: seen.requests,
    tokensSent: seen.tokensSent,
    ms: seen.ms,
    budget: { ...seen.budget },
  };
}

/** The contract's keys of an exam. */
export function examJson(exam: ExamResult): Json {
  return {
    runs: exam.runs,
    complete: exam.complete,
    stopped: exam.stopped,
    failed: exam.failed,
    requests: exam.requests,
    ms: exam.ms,
    measures: Object.fromEntries(MEASURES.map((measure) => [measure, rateJson(exam.measures[measure])])),
    tasks: exam.tasks.map((task) => ({
      id: task.id,
      title: task.title,
      rate: rateJson(task.rate),
      faults: [...task.faults],
    })),
  };
}

function rateJson({ good, of, low, high }: Rate): Json {
  return { good, of, low, high };
}
