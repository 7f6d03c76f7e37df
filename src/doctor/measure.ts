import type { ModelFacts } from "../checks/facts.ts";
import { contextSizes } from "../checks/support/context.ts";
import type { Subject } from "../checks/types.ts";
import type { Measured } from "../core/measured.ts";
import { type ContextBudget, measureContext } from "../turn/context/search.ts";
import { holdExam } from "../turn/exam/hold.ts";
import type { Exam } from "../turn/exam/types.ts";
import type { InferenceTarget, MeasureTools } from "../turn/types.ts";
import { askedModels, inferenceTarget } from "./asked.ts";
import type { DeepInput } from "./deep.ts";
import type { Gathered, GatherInput } from "./gather.ts";

/** The measurements that --context and --exam request; null: not requested. */
export interface MeasureWishes {
  context: ContextBudget | null;
  exam: { exam: Exam; runs: number; seconds: number } | null;
}

export type MeasureInput = DeepInput &
  Pick<GatherInput, "http" | "signal" | "progress"> & { measure?: MeasureWishes | undefined };

/** Measurements by request, so that two providers of one server share them. */
export type MeasureCache = Map<string, Measured>;

const TICK_MS = 1_000;

/** Measures the models of an endpoint that answer. An interruption keeps the results so far. */
export async function addMeasured(
  input: MeasureInput,
  gathered: Gathered,
  open: readonly ModelFacts[],
  cache: MeasureCache,
): Promise<Gathered> {
  const wishes = input.measure;
  if (wishes === undefined || (wishes.context === null && wishes.exam === null)) return gathered;
  const results = new Map<string, Measured>();
  for (const model of askedModels(gathered.facts, open)) {
    const subject = { facts: gathered.facts, model, context: input.context };
    const target = inferenceTarget(subject, gathered.apiKey);
    if (target === null || input.signal?.aborted) continue;
    const key = JSON.stringify(target);
    const measured = cache.get(key) ?? (await measureModel(input, wishes, subject, target));
    cache.set(key, measured);
    results.set(model.ref, measured);
  }
  if (results.size === 0) return gathered;
  const models = gathered.facts.models.map((m) => ({ ...m, measured: results.get(m.ref) }));
  return { ...gathered, facts: { ...gathered.facts, models } };
}

async function measureModel(
  input: MeasureInput,
  wishes: MeasureWishes,
  subject: Subject,
  target: InferenceTarget,
): Promise<Measured> {
  const { allocated, configured, trained } = contextSizes(subject);
  const measured: Measured = {};
  if (wishes.context !== null) {
    const budget = wishes.context;
    measured.context = await ticking(input, target, budget.seconds, (tools) =>
      measureContext(tools, { allocated, configured, trained }, budget),
    );
  }
  const { exam } = wishes;
  if (exam !== null && !input.signal?.aborted) {
    measured.exam = await ticking(input, target, exam.seconds, (tools) =>
      holdExam(tools, exam.exam, { runs: exam.runs, seconds: exam.seconds, allocated }),
    );
  }
  return measured;
}

/** Runs a measurement with a progress line that shows the step and the seconds spent of its budget. */
async function ticking<T>(
  input: MeasureInput,
  target: InferenceTarget,
  seconds: number,
  job: (tools: MeasureTools) => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  let step = "";
  const show = () => {
    const spent = Math.round((performance.now() - startedMs) / 1000);
    input.progress?.(`${target.model}: ${step} (${spent} of ${seconds} s)`);
  };
  const timer = setInterval(show, TICK_MS);
  timer.unref();
  try {
    return await job({
      http: input.http,
      target,
      timeoutMs: input.deepTimeoutMs,
      signal: input.signal,
      progress(text) {
        step = text;
        show();
      },
      now: () => performance.now(),
    });
  } finally {
    clearInterval(timer);
  }
}
