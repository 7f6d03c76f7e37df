import type { LoadedConfig } from "../config/read/types.ts";
import type { FileChange } from "../config/write/plan.ts";
import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import {
  afterPlan,
  planRepairs,
  type Refusal,
  type Repair,
  repairOf,
  takesItem,
  withoutConflicts,
} from "./repair.ts";

/** The result of the safe fixes of one config. */
export interface FixResult {
  /** The config after the fixes. */
  config: LoadedConfig;
  /** Files to write, from the read text to the text after all fixes. */
  changes: FileChange[];
  fixed: Finding[];
  /** Fixes that are not possible in their place (an $include, for one). */
  refused: Refusal[];
}

/** Fixes may lead to others; this many rounds beyond one for each finding must be a loop. */
const SPARE_ROUNDS = 20;

/**
 * Makes all safe fixes of a config in memory. Fixes of the same place are made one after another, with a new check in
 * between. A finding that remains after its fix is thrown as a bug.
 */
export async function fixConfig(
  config: LoadedConfig,
  check: (config: LoadedConfig) => Promise<readonly Finding[]>,
): Promise<FixResult> {
  const result: FixResult = { config, changes: [], fixed: [], refused: [] };
  const refused = new Set<string>();
  let findings = await check(config);
  let repairs = findings.flatMap((finding) => repairOf(finding));
  for (let rounds = repairs.length + SPARE_ROUNDS; repairs.length > 0; rounds -= 1) {
    if (rounds === 0) throw new Error(`the fixes of ${idsOf(repairs)} undo each other`);
    const { plan, made, refused: now } = planRepairs(result.config, withoutConflicts(repairs));
    result.refused.push(...now);
    for (const { finding } of result.refused) refused.add(nameOf(finding));
    if (made.length > 0) {
      const next = afterPlan(result.config, plan);
      const after = await check(next);
      assertGone(made, findings, after);
      findings = after;
      result.config = next;
      result.changes = mergeChanges(result.changes, plan.changes);
      result.fixed.push(...made.map((repair) => repair.finding));
      repairs = after.flatMap((finding) => repairOf(finding));
    }
    repairs = repairs.filter(({ finding }) => !refused.has(nameOf(finding)));
  }
  return result;
}

/** The later changes on top of the earlier ones. */
export function mergeChanges(earlier: readonly FileChange[], later: readonly FileChange[]): FileChange[] {
  const merged = new Map(earlier.map((change) => [change.path, change]));
  for (const change of later) {
    const first = merged.get(change.path) ?? change;
    // The first one has the text that is on disk.
    merged.set(change.path, { ...first, after: change.after });
  }
  return [...merged.values()];
}

/** Throws when a fixed finding is still there. */
function assertGone(made: readonly Repair[], before: readonly Finding[], after: readonly Finding[]): void {
  for (const { finding, ops } of made) {
    const shifted = ops.some(takesItem);
    // After a removal, the next item has the same path and may have the same fault, so compare counts.
    const same = shifted ? sameKind(finding) : (f: Finding) => nameOf(f) === nameOf(finding);
    const left = after.filter(same).length;
    const most = shifted ? before.filter(same).length - made.filter((r) => same(r.finding)).length : 0;
    if (left > most) {
      const place = formatPath(finding.path ?? []) || "the root";
      throw new Error(`the fix of ${finding.checkId} at ${place} does not work`);
    }
  }
}

function nameOf({ checkId, path, file }: Finding): string {
  return `${checkId} ${formatPath(path ?? [])} ${file ?? ""}`;
}

/** Matches findings of the same rule at the same place, ignoring indexes. */
function sameKind(finding: Finding): (other: Finding) => boolean {
  const place = (f: Finding) =>
    formatPath((f.path ?? []).map((step) => (typeof step === "number" ? 0 : step)));
  return (other) => other.checkId === finding.checkId && place(other) === place(finding);
}

function idsOf(repairs: readonly Repair[]): string {
  return [...new Set(repairs.map((r) => `${r.finding.checkId} (${formatPath(r.ops[0]?.path ?? [])})`))].join(
    ", ",
  );
}
