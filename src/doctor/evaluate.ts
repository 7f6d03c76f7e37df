import { checkCrashed } from "../checks/server/check-crashed.ts";
import type {
  Check,
  CheckContext,
  CheckFinding,
  CheckOutcome,
  EndpointFacts,
  ModelFacts,
} from "../checks/server/types.ts";
import { VERDICTS, type Verdict, type VerdictName } from "../core/report.ts";

/** A finding beside the check that made it. */
export interface Made {
  check: Pick<Check, "id" | "severity">;
  stage: VerdictName;
  finding: CheckFinding;
}

/** Why a check was not made; `holders` are the checks whose findings stand in its way. */
export interface Skip {
  stage: VerdictName;
  reason: string;
  holders: string[];
}

export interface Evaluation {
  made: Made[];
  verdicts: Record<VerdictName, Verdict>;
  /** Ids of the checks that were made. */
  ran: Set<string>;
  /** Why the others were not. */
  skipped: Map<string, Skip>;
  /** Models that nothing keeps from answering, so that an inference with them makes sense. */
  open: ModelFacts[];
}

/** What holds back the later stages of an endpoint. */
interface Gate {
  models: readonly ModelFacts[];
  /** Checks that hold back the rest of the endpoint; null while it is open. */
  closed: string[] | null;
}

const NEEDS_INFERENCE: readonly VerdictName[] = ["answers", "tools"];

/** Runs the checks on one endpoint, stage by stage. Pure: the same facts give the same evaluation. */
export function evaluate(facts: EndpointFacts, context: CheckContext, checks: readonly Check[]): Evaluation {
  const result: Evaluation = {
    made: [],
    verdicts: { reachable: "skip", listed: "skip", context: "skip", answers: "skip", tools: "skip" },
    ran: new Set(),
    skipped: new Map(),
    open: [],
  };
  let gate: Gate = { models: facts.models, closed: null };
  for (const stage of VERDICTS) {
    const own = checks.filter((check) => check.stage === stage);
    const skipAll = whyNoStage(stage, facts, gate, result.made);
    if (skipAll !== null) {
      for (const check of own) result.skipped.set(check.id, skipAll);
      continue;
    }
    gate = runStage(stage, own, { ...facts, models: [...gate.models] }, context, result);
    if (stage === "answers") result.open = [...gate.models];
  }
  return result;
}

/** Why nothing of a stage can be checked: it is held back, or no model is left to look at. Null: go on. */
function whyNoStage(
  stage: VerdictName,
  facts: EndpointFacts,
  gate: Gate,
  made: readonly Made[],
): Skip | null {
  if (gate.closed !== null) {
    return { stage, reason: `${gate.closed.join(", ")} holds this back`, holders: gate.closed };
  }
  if (stage === "reachable" || stage === "listed" || gate.models.length > 0) return null;
  if (facts.models.length === 0) return { stage, reason: "no model is configured here", holders: [] };
  const holders = [...new Set(made.map((m) => m.check.id))];
  return { stage, reason: `${holders.join(", ")} holds this back`, holders };
}

function runStage(
  stage: VerdictName,
  checks: readonly Check[],
  facts: EndpointFacts,
  context: CheckContext,
  result: Evaluation,
): Gate {
  const made: Made[] = [];
  let verdict: Verdict | null = null;
  let blocks = false;
  for (const check of checks) {
    const models = facts.models.filter((model) => !explained(check, model, made));
    const outcome = runCheck(check, facts, models, made, context);
    if (outcome.status === "skipped") {
      result.skipped.set(check.id, { stage, reason: outcome.reason, holders: [] });
      continue;
    }
    result.ran.add(check.id);
    verdict ??= outcome.verdict ?? null;
    blocks ||= outcome.blocks === true;
    for (const finding of outcome.findings) {
      made.push({ check: crashOf(finding) ? checkCrashed : check, stage, finding });
    }
  }
  result.made.push(...made);
  result.verdicts[stage] = verdict ?? verdictOf(stage, made, facts, context);
  return nextGate(facts, made, blocks);
}

function runCheck(
  check: Check,
  facts: EndpointFacts,
  models: ModelFacts[],
  made: readonly Made[],
  context: CheckContext,
): CheckOutcome {
  if (check.deep && !context.deep) return skip("needs an inference: run with --deep");
  const whole = made.find((m) => check.after?.includes(m.check.id) && m.finding.model === undefined);
  if (whole) return skip(`${whole.check.id} explains it`);
  if (models.length === 0 && facts.models.length > 0) return skip("an earlier finding explains it");
  try {
    return check.run({ ...facts, models }, context);
  } catch (error) {
    return { status: "ran", findings: [checkCrashed.finding(check.id, facts, error)] };
  }
}

function skip(reason: string): CheckOutcome {
  return { status: "skipped", reason };
}

function crashOf(finding: CheckFinding): boolean {
  return finding.status === "unverified" && typeof finding.evidence?.["check"] === "string";
}

/** True when a check that this one comes after has already said what is wrong with the model. */
function explained(check: Check, model: ModelFacts, made: readonly Made[]): boolean {
  return made.some((m) => m.finding.model === model.ref && check.after?.includes(m.check.id));
}

function verdictOf(
  stage: VerdictName,
  made: readonly Made[],
  facts: EndpointFacts,
  context: CheckContext,
): Verdict {
  const found = made.filter((m) => m.finding.status !== "unverified");
  const severities = found.map((m) => m.finding.severity ?? m.check.severity);
  if (severities.includes("error")) return "fail";
  if (severities.includes("warning")) return "warn";
  if (NEEDS_INFERENCE.includes(stage)) {
    const probe = stage === "answers" ? "answer" : "tools";
    // nothing was asked, so nothing was proved
    if (!context.deep || !facts.models.some((model) => model.deep?.[probe])) return "skip";
  }
  return made.length > found.length ? "unverified" : "pass";
}

/** An error ends the way of its endpoint, or of its model; so does what is only a warning because nothing uses it. */
function nextGate(facts: EndpointFacts, made: readonly Made[], blocks: boolean): Gate {
  const grave = made.filter((m) => {
    if (m.finding.status === "unverified") return false;
    return (m.finding.severity ?? m.check.severity) === "error" || isDemoted(facts, m);
  });
  const whole = grave.find((m) => m.finding.model === undefined);
  if (whole) return { models: [], closed: [whole.check.id] };
  if (blocks) return { models: [], closed: made.map((m) => m.check.id) };
  const bad = new Set(grave.map((m) => m.finding.model));
  return { models: facts.models.filter((model) => !bad.has(model.ref)), closed: null };
}

function isDemoted(facts: EndpointFacts, { check, finding }: Made): boolean {
  const model = facts.models.find((m) => m.ref === finding.model);
  return check.severity === "error" && finding.severity === "warning" && model?.used === false;
}
