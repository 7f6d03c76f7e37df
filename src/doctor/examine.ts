import type { ModelFacts } from "../checks/facts.ts";
import { CHECKS } from "../checks/registry.ts";
import { type Evaluation, evaluate, unexamined } from "../checks/run/endpoint.ts";
import { addDeepFacts, type DeepCache, type DeepInput } from "./deep.ts";
import type { Gathered, GatherInput } from "./gather.ts";
import { ALL_ASKED, cutShort, unasked } from "./interruption.ts";
import { addMeasured, type MeasureCache, type MeasureWishes } from "./measure.ts";

export interface ExamineInput extends GatherInput, DeepInput {
  deep: boolean;
  measure?: MeasureWishes | undefined;
}

const CUT_OFF = "interrupted before it was examined";

/** One endpoint, with all that was found out about it. */
export interface Examined {
  gathered: Gathered;
  evaluation: Evaluation;
  /** Refs of models that an interruption kept from being asked to the end. */
  unasked: string[];
}

/** Inferences and measurements that two providers of one server share. */
export interface Caches {
  deep: DeepCache;
  measured: MeasureCache;
}

/** Judges what was read of an endpoint; infers and measures, as far as wanted, and until an interruption. */
export async function examineOne(input: ExamineInput, shallow: Gathered, caches: Caches): Promise<Examined> {
  if (!shallow.examined) return { gathered: shallow, evaluation: unexamined(CHECKS, CUT_OFF), unasked: [] };
  const judge = (gathered: Gathered) => evaluate({ facts: gathered.facts, context: input.context }, CHECKS);
  const first = judge(shallow);
  if (!input.deep) return { gathered: shallow, evaluation: first, unasked: [] };
  const asked = await addDeepFacts(input, shallow, first.open, caches.deep);
  const measurable = answering(asked, first);
  const measured = await addMeasured(input, asked, measurable, caches.measured);
  const evaluation = measured === shallow ? first : judge(measured);
  const left = input.signal?.aborted
    ? unasked(measured.facts, first.open, measurable, input.measure)
    : ALL_ASKED;
  return { gathered: measured, evaluation: cutShort(evaluation, left), unasked: left.models };
}

/**
 * The models that can be measured: nothing held them back before the inferences, and they answered. What the inferences
 * showed besides, a cut prompt for one, is what a measurement tells more of.
 */
function answering({ facts }: Gathered, { open }: Evaluation): ModelFacts[] {
  return facts.models.filter(
    ({ ref, deep }) => open.some((one) => one.ref === ref) && deep?.answer?.errorKind === null,
  );
}
