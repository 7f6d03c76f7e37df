import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import type { Evaluation } from "../checks/run/endpoint.ts";
import { interrupted } from "../checks/tool/interrupted.ts";
import { outOfTime } from "../checks/tool/out-of-time.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import { INTERRUPTED } from "../core/measured.ts";
import { VERDICTS, type VerdictName } from "../core/report.ts";
import { whyStop } from "../turn/probe.ts";
import type { AnswerProbe } from "../turn/types.ts";
import { askedModels } from "./asked.ts";
import type { Deadline } from "./deadline.ts";
import type { Gathered } from "./gather.ts";
import type { MeasureWishes } from "./measure.ts";

/** The inferences and measurements that an interruption prevented. */
export interface Unasked {
  /** Model refs. */
  models: string[];
  /** Verdicts that depend on them. */
  stages: ReadonlySet<VerdictName>;
}

const ALL_ASKED: Unasked = { models: [], stages: new Set() };

/** What is missing because a server hung or stayed busy; nothing for one that did neither. */
export function ofStoppedServer({ models }: EndpointFacts, left: Unasked): Unasked {
  const stopped = models.some(
    ({ deep, unasked }) => unasked !== undefined || (deep !== null && whyStop(deep.probes) !== null),
  );
  return stopped ? left : ALL_ASKED;
}

/** What an interruption, the deadline or a server that hung left out of the inferences with `toAsk` and the measurements of `toMeasure`. */
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
    const { deep } = model;
    const stopped = deep !== null && whyStop(deep.probes) !== null;
    if (deep !== null && !deep.partial && !stopped) continue;
    models.add(model.ref);
    if (!judgeable(deep?.answer)) miss(model, "answers");
    if (!judgeable(deep?.tools)) miss(model, "tools");
  }
  for (const model of askedModels(facts, toMeasure)) {
    const { context, exam } = model.measured ?? {};
    if (wishes?.context && isCutOff(context)) miss(model, "context");
    if (wishes?.exam && isCutOff(exam)) miss(model, "tools");
  }
  return { models: [...models], stages };
}

/** False for an outcome that says nothing about the model: none, or a busy server. */
function judgeable(probe: AnswerProbe | null | undefined): boolean {
  return probe != null && probe.errorKind !== "busy" && probe.errorKind !== "loading";
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

/** The finding that a run adds to its report when an interruption or the deadline ended it. */
export function stoppedFinding(
  deadline: Deadline | null,
  gathered: readonly Gathered[],
  unasked: readonly string[],
): Finding {
  const urls = gathered.filter((one) => !one.examined).map((one) => one.facts.baseUrl);
  const [endpoints, models] = [[...new Set(urls)], [...new Set(unasked)]];
  return deadline === null
    ? makeFinding(interrupted, interrupted.finding(endpoints, models))
    : makeFinding(outOfTime, outOfTime.finding(deadline.ms, endpoints, models));
}
