import { VERDICTS, type Verdict, type VerdictName } from "../../core/report.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { Check, CheckFinding, Endpoint, Outcome, ServerJudge } from "../types.ts";
import { attempt, crashOf, type Made } from "./attempt.ts";

/** A finding of one stage; `after` are the checks that explain it better. */
export interface MadeAt extends Made {
  stage: VerdictName;
  after: readonly string[];
}

/** Why a check did not run; `holders` are the checks whose findings block it. */
interface Skip {
  stage: VerdictName;
  reason: string;
  holders: string[];
}

export interface Evaluation {
  made: MadeAt[];
  verdicts: Record<VerdictName, Verdict>;
  /** The checks that ran, with the refs of the models that each could judge. */
  ran: Map<string, ReadonlySet<string>>;
  /** Why the others did not run. */
  skipped: Map<string, Skip>;
  /** Models without a blocking fault, so that an inference with them makes sense. */
  open: ModelFacts[];
}

/** What blocks the later stages of an endpoint. */
interface Gate {
  models: readonly ModelFacts[];
  /** Checks that block the rest of the endpoint; null while it is open. */
  closed: string[] | null;
}

const NEEDS_INFERENCE: readonly VerdictName[] = ["answers", "tools"];

/** A check with its server or turn judge. */
interface Live {
  /** With the severity of its judge. */
  check: Check;
  judge: ServerJudge;
  /** Needs an inference. */
  deep: boolean;
}

/** The judges of one stage, each after those that explain its fault better. */
function judgesOf(checks: readonly Check[], stage: VerdictName): Live[] {
  const left = checks.flatMap((check): Live[] => [
    ...liveOf(check, check.server, stage, false),
    ...liveOf(check, check.turn, stage, true),
  ]);
  const ordered: Live[] = [];
  while (left.length > 0) {
    const waits = ({ judge }: Live) => left.some((other) => judge.after?.includes(other.check.id));
    const next = left.findIndex((live) => !waits(live));
    if (next < 0)
      throw new Error(`these checks wait for each other: ${left.map(({ check }) => check.id).join(", ")}`);
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

function liveOf(check: Check, judge: ServerJudge | undefined, stage: VerdictName, deep: boolean): Live[] {
  if (judge?.stage !== stage) return [];
  return [{ check: { ...check, severity: judge.severity ?? check.severity }, judge, deep }];
}

/** Judges one endpoint, stage by stage. Pure: the same facts give the same evaluation. */
export function evaluate({ facts, context }: Endpoint, checks: readonly Check[]): Evaluation {
  const result: Evaluation = {
    made: [],
    verdicts: { reachable: "skip", listed: "skip", context: "skip", answers: "skip", tools: "skip" },
    ran: new Map(),
    skipped: new Map(),
    open: [],
  };
  let gate: Gate = { models: facts.models, closed: null };
  for (const stage of VERDICTS) {
    const own = judgesOf(checks, stage);
    const skipAll = whyNoStage(stage, facts, gate, result.made);
    if (skipAll !== null) {
      for (const { check } of own) result.skipped.set(check.id, skipAll);
      continue;
    }
    gate = runStage(stage, own, { context, facts: { ...facts, models: [...gate.models] } }, result);
    if (stage === "answers") result.open = [...gate.models];
  }
  result.made = result.made.filter((one) => !result.made.some((other) => answersFor(other, one)));
  return result;
}

/** A fault that a later stage found is why an earlier one could not be checked. */
function answersFor(found: MadeAt, { finding, after }: MadeAt): boolean {
  return (
    finding.status === "unverified" && found.finding.model === undefined && after.includes(found.check.id)
  );
}

/** The evaluation of an endpoint that could not be read to the end, so no check may judge it. */
export function unexamined(checks: readonly Check[], reason: string): Evaluation {
  const stages = VERDICTS.flatMap((stage) => judgesOf(checks, stage));
  const cutOff = "unverified";
  return {
    made: [],
    verdicts: { reachable: cutOff, listed: cutOff, context: cutOff, answers: cutOff, tools: cutOff },
    ran: new Map(),
    skipped: new Map(
      stages.map(({ check, judge }) => [check.id, { stage: judge.stage, reason, holders: [] }]),
    ),
    open: [],
  };
}

/** Why a whole stage is skipped: it is blocked, or no model is left to check. Null: it runs. */
function whyNoStage(
  stage: VerdictName,
  facts: EndpointFacts,
  gate: Gate,
  made: readonly Made[],
): Skip | null {
  const heldBy = (holders: string[]) => ({ stage, reason: `${holders.join(", ")} holds this back`, holders });
  if (gate.closed !== null) return heldBy(gate.closed);
  if (stage === "reachable" || stage === "listed" || gate.models.length > 0) return null;
  if (facts.models.length === 0) return { stage, reason: "no model is configured here", holders: [] };
  return heldBy([...new Set(made.map((m) => m.check.id))]);
}

function runStage(stage: VerdictName, judges: readonly Live[], endpoint: Endpoint, result: Evaluation): Gate {
  const { facts } = endpoint;
  const made: MadeAt[] = [];
  let verdict: Verdict | null = null;
  let blocks = false;
  for (const live of judges) {
    const { check, judge } = live;
    const after = judge.after ?? [];
    const tried = attempt(() => runJudge(live, endpoint, made));
    if (tried.status === "crashed") {
      const about = { target: facts.provider?.id ?? facts.baseUrl, endpoint: facts.baseUrl };
      result.ran.set(check.id, new Set());
      made.push({ ...crashOf(check, tried.error, about), stage, after });
      continue;
    }
    const { outcome, models } = tried.value;
    if (outcome.status === "skipped") {
      result.skipped.set(check.id, { stage, reason: outcome.reason, holders: [] });
      continue;
    }
    const told = models.map(({ ref }) => ref).filter((ref) => !outcome.unknown?.includes(ref));
    result.ran.set(check.id, new Set([...(result.ran.get(check.id) ?? []), ...told]));
    verdict ??= outcome.verdict ?? null;
    blocks ||= outcome.blocks === true;
    made.push(...outcome.findings.map((finding) => ({ check, finding, stage, after })));
  }
  result.made.push(...made);
  result.verdicts[stage] = verdict ?? verdictOf(stage, made, endpoint);
  return nextGate(facts, made, blocks);
}

/** The outcome of a judge, and the models that it saw: those that no earlier finding explains. */
function runJudge(
  { judge, deep }: Live,
  { facts, context }: Endpoint,
  made: readonly MadeAt[],
): { outcome: Outcome; models: readonly ModelFacts[] } {
  const skip = (reason: string) => ({ outcome: { status: "skipped" as const, reason }, models: [] });
  if (deep && !context.deep) return skip("needs an inference: run with --deep");
  const explains = (m: MadeAt) => judge.after?.includes(m.check.id) === true;
  const whole = made.find((m) => explains(m) && m.finding.model === undefined);
  if (whole) return skip(`${whole.check.id} explains it`);
  const models = facts.models.filter(
    (model) => !made.some((m) => explains(m) && m.finding.model === model.ref),
  );
  if (models.length === 0 && facts.models.length > 0) return skip("an earlier finding explains it");
  return { outcome: judge.run({ context, facts: { ...facts, models } }), models };
}

function severityOf({ check, finding }: Made) {
  return finding.severity ?? check.severity;
}

function verdictOf(stage: VerdictName, made: readonly MadeAt[], { facts, context }: Endpoint): Verdict {
  const found = made.filter((m) => m.finding.status !== "unverified");
  const severities = found.map(severityOf);
  if (severities.includes("error")) return "fail";
  if (severities.includes("warning")) return "warn";
  if (NEEDS_INFERENCE.includes(stage)) {
    const probe = stage === "answers" ? "answer" : "tools";
    // without an inference nothing was proved
    if (!context.deep || !facts.models.some((model) => model.deep?.[probe]))
      return made.length > found.length ? "unverified" : "skip";
  }
  return made.length > found.length ? "unverified" : "pass";
}

/** An error blocks its endpoint or its model, even if it is only a warning because the model is unused. */
function nextGate(facts: EndpointFacts, made: readonly MadeAt[], blocks: boolean): Gate {
  const grave = made.filter(
    (m) => m.finding.status !== "unverified" && (severityOf(m) === "error" || isDemoted(facts, m)),
  );
  const whole = grave.find((m) => m.finding.model === undefined);
  if (whole) return { models: [], closed: [whole.check.id] };
  if (blocks) return { models: [], closed: made.map((m) => m.check.id) };
  const bad = new Set(grave.map((m) => m.finding.model));
  return { models: facts.models.filter((model) => !bad.has(model.ref)), closed: null };
}

function isDemoted(
  facts: EndpointFacts,
  { check, finding }: { check: Made["check"]; finding: CheckFinding },
) {
  const model = facts.models.find((m) => m.ref === finding.model);
  return check.severity === "error" && finding.severity === "warning" && model?.used === false;
}
