import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import type { Evaluation } from "../checks/run/endpoint.ts";
import { interrupted } from "../checks/tool/interrupted.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import { INTERRUPTED } from "../core/measured.ts";
import { VERDICTS, type VerdictName } from "../core/report.ts";
import { askedModels } from "./asked.ts";
import type { Gathered } from "./gather.ts";
import type { MeasureWishes } from "./measure.ts";

/** The inferences and measurements that an interruption prevented. */
export interface Unasked {
  /** Model refs. */
  models: string[];
  /** Verdicts that depend on them. */
  stages: ReadonlySet<VerdictName>;
}

export const ALL_ASKED: Unasked = { models: [], stages: new Set() };

/** What an interruption left out of the inferences with `toAsk` and the measurements of `toMeasure`. */
export function unasked(
  facts: EndpointFacts,
  toAsk: readonly ModelFacts[],
  toMeasure: readonly ModelFacts[],
  wishes: MeasureWishes | undefined,
): Unasked {
  const models = new Set<string>();
  const stages = new Set<VerdictName>();
  const miss = ({ ref }: ModelFacts, stage: VerdictName) => {
    models.add(ref);
    stages.add(stage);
  };
  for (const model of askedModels(facts, toAsk)) {
    if (model.deep !== null && !model.deep.partial) continue;
    models.add(model.ref);
    if (!model.deep?.answer) miss(model, "answers");
    if (!model.deep?.tools) miss(model, "tools");
  }
  for (const model of askedModels(facts, toMeasure)) {
    const { context, exam } = model.measured ?? {};
    if (wishes?.context && isCutOff(context)) miss(model, "context");
    if (wishes?.exam && isCutOff(exam)) miss(model, "tools");
  }
  return { models: [...models], stages };
}

function isCutOff(measured: { stopped: string | null } | undefined): boolean {
  return measured === undefined || measured.stopped === INTERRUPTED;
}

/** Makes "skip" and "pass" verdicts "unverified" where an inference or a measurement is missing. */
export function cutShort(evaluation: Evaluation, { stages }: Unasked): Evaluation {
  const verdicts = { ...evaluation.verdicts };
  for (const stage of VERDICTS) {
    const open = verdicts[stage] === "skip" || verdicts[stage] === "pass";
    if (stages.has(stage) && open) verdicts[stage] = "unverified";
  }
  return { ...evaluation, verdicts };
}

/** The finding that an interrupted run adds to its report. */
export function interruptedFinding(gathered: readonly Gathered[], unasked: readonly string[]): Finding {
  const endpoints = gathered.filter((one) => !one.examined).map((one) => one.facts.baseUrl);
  return makeFinding(interrupted, interrupted.finding([...new Set(endpoints)], [...new Set(unasked)]));
}
