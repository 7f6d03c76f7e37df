import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import type { Evaluation } from "../checks/run/endpoint.ts";
import { interrupted } from "../checks/tool/interrupted.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import { INTERRUPTED } from "../core/measured.ts";
import { VERDICTS, type VerdictName } from "../core/report.ts";
import { askedModels } from "./asked.ts";
import type { Gathered } from "./gather.ts";
import type { MeasureWishes } from "./measure.ts";

/** What an interruption kept from being asked of the models of an endpoint. */
export interface Unasked {
  /** Refs of the models. */
  models: string[];
  /** Verdicts that would have needed it. */
  stages: ReadonlySet<VerdictName>;
}

export const ALL_ASKED: Unasked = { models: [], stages: new Set() };

/** What is missing of the inferences with `toAsk` and the measurements of `toMeasure`, after an interruption. */
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

/** Where something was not asked, nothing is proved: that is more than "skip" says, and less than "pass". */
export function cutShort(evaluation: Evaluation, { stages }: Unasked): Evaluation {
  const verdicts = { ...evaluation.verdicts };
  for (const stage of VERDICTS) {
    const open = verdicts[stage] === "skip" || verdicts[stage] === "pass";
    if (stages.has(stage) && open) verdicts[stage] = "unverified";
  }
  return { ...evaluation, verdicts };
}

/** What the report of an interrupted run says of itself. */
export function interruptedFinding(gathered: readonly Gathered[], unasked: readonly string[]): Finding {
  const endpoints = gathered.filter((one) => !one.examined).map((one) => one.facts.baseUrl);
  return makeFinding(interrupted, interrupted.finding([...new Set(endpoints)], [...new Set(unasked)]));
}
