import type { Evaluation } from "../checks/run/endpoint.ts";
import { isSelected, type Selection } from "../checks/run/select.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import type { VerdictName } from "../core/report.ts";

/**
 * When a fault that was not asked for holds back a check that was, silence would read as "all is well": the wanted
 * check then says that it could not be made.
 */
export function hiddenCause(baseUrl: string, evaluation: Evaluation, selection: Selection): Finding | null {
  for (const [id, { holders }] of evaluation.skipped) {
    const visible = holders.some((holder) => isSelected(selection, holder));
    if (holders.length === 0 || visible || !isSelected(selection, id)) continue;
    const cause = evaluation.made.find((m) => holders.includes(m.check.id));
    return makeFinding(
      { id, severity: "warning" },
      {
        status: "unverified",
        message: `Not checked at ${baseUrl}, because of ${holders.join(", ")}: ${cause?.finding.message ?? "an earlier fault"}`,
        endpoint: baseUrl,
        target: baseUrl,
        fixHint: "mend that first; it is shown without --only and --skip",
      },
    );
  }
  return null;
}

/** One note for each reason, naming the checks that it kept from being made. */
export function skipNotes(baseUrl: string, evaluation: Evaluation, selection: Selection): Finding[] {
  const byReason = new Map<string, { stage: VerdictName; ids: string[] }>();
  for (const [id, { stage, reason }] of evaluation.skipped) {
    if (!isSelected(selection, id)) continue;
    const entry = byReason.get(`${stage}\n${reason}`) ?? { stage, ids: [] };
    entry.ids.push(id);
    byReason.set(`${stage}\n${reason}`, entry);
  }
  return [...byReason].map(([key, { stage, ids }]) =>
    makeFinding(
      { id: ids[0] ?? stage, severity: "info" },
      {
        status: "unverified",
        message: `Not checked at ${baseUrl} (${stage}): ${key.slice(stage.length + 1)}`,
        endpoint: baseUrl,
        target: baseUrl,
        evidence: { stage, checks: ids },
      },
    ),
  );
}
