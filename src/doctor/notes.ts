import type { Evaluation } from "../checks/run/endpoint.ts";
import { isSelected, type Selection } from "../checks/run/select.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import type { VerdictName } from "../core/report.ts";

/** A finding for a selected check that could not run because of an unselected fault; silence would mean success. */
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
        fixHint: "fix that first; it is shown without --only and --skip",
      },
    );
  }
  return null;
}

/** One note for each reason, with the checks that were skipped for it. */
export function skipNotes(baseUrl: string, evaluation: Evaluation, selection: Selection): Finding[] {
  const byReason = new Map<string, { stage: VerdictName; reason: string; ids: string[] }>();
  for (const [id, { stage, reason }] of evaluation.skipped) {
    if (!isSelected(selection, id)) continue;
    const key = `${stage}\n${reason}`;
    const entry = byReason.get(key) ?? { stage, reason, ids: [] };
    entry.ids.push(id);
    byReason.set(key, entry);
  }
  return [...byReason.values()].map(({ stage, reason, ids }) =>
    makeFinding(
      { id: ids[0] ?? stage, severity: "info" },
      {
        status: "unverified",
        message: `Not checked at ${baseUrl} (${stage}): ${reason}`,
        endpoint: baseUrl,
        target: baseUrl,
        evidence: { stage, checks: ids },
      },
    ),
  );
}
