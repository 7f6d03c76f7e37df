import type { ModelFacts } from "../checks/facts.ts";
import { CHECKS } from "../checks/registry.ts";
import { type Evaluation, evaluate, unexamined } from "../checks/run/endpoint.ts";
import { whyStop } from "../turn/probe.ts";
import { addDeepFacts, type DeepCache, type DeepInput } from "./deep.ts";
import type { Gathered, GatherInput } from "./gather.ts";
import { cutShort, ofStoppedServer, unasked } from "./interruption.ts";
import { addMeasured, type MeasureCache, type MeasureWishes } from "./measure.ts";

export interface ExamineInput extends GatherInput, DeepInput {
  deep: boolean;
  measure?: MeasureWishes | undefined;
}

const CUT_OFF = "not examined before the end of the run";

/** One endpoint with its facts and its evaluation. */
export interface Examined {
  gathered: Gathered;
  evaluation: Evaluation;
  /** Refs of models whose inferences an interruption or the deadline cut off. */
  unasked: string[];
}

/** Inferences and measurements that two providers of one server share. */
export interface Caches {
  deep: DeepCache;
  measured: MeasureCache;
}

/** Evaluates one endpoint. Under --deep it also runs inferences and measurements, until an interruption. */
export async function examineOne(input: ExamineInput, shallow: Gathered, caches: Caches): Promise<Examined> {
  if (!shallow.examined) return { gathered: shallow, evaluation: unexamined(CHECKS, CUT_OFF), unasked: [] };
  const judge = (gathered: Gathered) => evaluate({ facts: gathered.facts, context: input.context }, CHECKS);
  const first = judge(shallow);
  if (!input.deep) return { gathered: shallow, evaluation: first, unasked: [] };
  const asked = await addDeepFacts(input, shallow, first.open, caches.deep);
  const measurable = answering(asked, first);
  const measured = await addMeasured(input, asked, measurable, caches.measured);
  const evaluation = measured === shallow ? first : judge(measured);
  const stopped = input.signal?.aborted === true;
  const left = unasked(measured.facts, first.open, measurable, stopped ? input.measure : undefined);
  return {
    gathered: measured,
    evaluation: cutShort(evaluation, stopped ? left : ofStoppedServer(measured.facts, left)),
    unasked: stopped ? left.models : [],
  };
}

/**
 * The models that can be measured: no fault ruled out their inferences, and they answered. Other faults of the
 * inferences, such as a truncated prompt, do not rule out a measurement: it shows more about them.
 */
function answering({ facts }: Gathered, { open }: Evaluation): ModelFacts[] {
  return facts.models.filter(
    ({ ref, deep }) =>
      open.some((one) => one.ref === ref) &&
      deep?.answer?.errorKind === null &&
      whyStop(deep.probes) === null,
  );
}
