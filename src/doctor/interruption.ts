import { interrupted } from "../checks/interrupted.ts";
import { CHECKS } from "../checks/registry.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import { VERDICTS, type VerdictName } from "../core/report.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Gathered } from "./gather.ts";

/** An endpoint whose reading was cut off: nothing of it is known, so no check may judge it. */
export function unexamined(): Evaluation {
  const reason = "interrupted before it was examined";
  return {
    made: [],
    verdicts: {
      reachable: "unverified",
      listed: "unverified",
      context: "unverified",
      answers: "unverified",
      tools: "unverified",
    },
    ran: new Set(),
    skipped: new Map(CHECKS.map(({ id, stage }) => [id, { stage, reason, holders: [] }])),
    open: [],
  };
}

/** Models that would have been asked: what they would answer is not known, which is more than "skip" says. */
export function cutShort(evaluation: Evaluation, unasked: boolean): Evaluation {
  if (!unasked) return evaluation;
  const verdicts = { ...evaluation.verdicts };
  for (const stage of INFERENCES) if (verdicts[stage] === "skip") verdicts[stage] = "unverified";
  return { ...evaluation, verdicts };
}

const INFERENCES: readonly VerdictName[] = VERDICTS.slice(-2);

/** What the report of an interrupted run says of itself. */
export function interruptedFinding(gathered: readonly Gathered[], unasked: readonly string[]): Finding {
  const endpoints = gathered.filter((one) => !one.examined).map((one) => one.facts.baseUrl);
  return makeFinding(
    interrupted.id,
    interrupted.severity,
    interrupted.finding([...new Set(endpoints)], unasked),
  );
}
