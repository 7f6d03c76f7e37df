import { type EditPlan, type FileChange, planEdits } from "../config/plan.ts";
import type { EditOp, LoadedConfig } from "../config/types.ts";
import { UserError } from "../core/errors.ts";
import type { Finding, FixEdit } from "../core/finding.ts";
import { type ConfigPath, formatPath, parsePath } from "../core/path.ts";

/** What became of the safe fixes of one config. */
export interface FixResult {
  /** The config as it is after the fixes. */
  config: LoadedConfig;
  /** Files to write, from what was read to what all fixes together make of it. */
  changes: FileChange[];
  fixed: Finding[];
  /** Fixes that cannot be made where the value stands (an $include, for one). */
  refused: { finding: Finding; reason: string }[];
}

/** A finding with the edits that mend it. */
interface Repair {
  finding: Finding;
  ops: EditOp[];
}

/** Fixes may make room for further ones; this many rounds beyond one for each finding can only be a circle. */
const SPARE_ROUNDS = 20;

/**
 * Makes all safe fixes of a config, in memory. Fixes that touch the same place are made one after another, the config
 * checked again in between. A finding that outlives its fix is thrown as a bug.
 */
export async function fixConfig(
  config: LoadedConfig,
  check: (config: LoadedConfig) => Promise<readonly Finding[]>,
): Promise<FixResult> {
  const result: FixResult = { config, changes: [], fixed: [], refused: [] };
  const refused = new Set<string>();
  let findings = await check(config);
  let repairs = findings.flatMap(repairOf);
  for (let rounds = repairs.length + SPARE_ROUNDS; repairs.length > 0; rounds -= 1) {
    if (rounds === 0) throw new Error(`the fixes of ${idsOf(repairs)} undo each other`);
    const { plan, made } = planBatch(result, withoutConflicts(repairs));
    for (const { finding } of result.refused) refused.add(nameOf(finding));
    if (made.length > 0) {
      const next = result.config.withTexts(new Map(plan.changes.map((c) => [c.path, withoutBom(c.after)])));
      const after = await check(next);
      assertGone(made, findings, after);
      findings = after;
      result.config = next;
      result.changes = mergeChanges(result.changes, plan.changes);
      result.fixed.push(...made.map((repair) => repair.finding));
      repairs = after.flatMap(repairOf);
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
    // What is on the disk now is what the first one read.
    merged.set(change.path, { ...first, after: change.after });
  }
  return [...merged.values()];
}

function withoutBom(text: string): string {
  return text.replace(/^\ufeff/, "");
}

function repairOf(finding: Finding): Repair[] {
  const { fix, status } = finding;
  if (fix === null || !fix.safe || fix.edits.length === 0 || status !== "found") return [];
  return [{ finding, ops: fix.edits.map((edit) => toOp(edit, finding)) }];
}

function toOp(edit: FixEdit, { checkId }: Finding): EditOp {
  const path = parsePath(edit.path);
  if (path === null || path.length === 0) throw new Error(`the fix of ${checkId} has the path ${edit.path}`);
  if (edit.op === "remove") return { op: edit.op, path };
  if (edit.value === undefined) throw new Error(`the fix of ${checkId} has no value for ${edit.path}`);
  return { op: edit.op, path, value: edit.value };
}

/** The repairs that can be made at once: of two that touch the same place, the first. */
function withoutConflicts(repairs: readonly Repair[]): Repair[] {
  const taken: EditOp[] = [];
  return repairs.filter(({ ops }) => {
    if (ops.some((op) => taken.some((other) => isConflict(op, other)))) return false;
    taken.push(...ops);
    return true;
  });
}

function isConflict(a: EditOp, b: EditOp): boolean {
  // Two items of one list may go at once, the last first (see inOrder).
  const twoItems = takesItem(a) && takesItem(b) && a.path.length === b.path.length;
  return overlap(twoItems ? a.path : touched(a), twoItems ? b.path : touched(b));
}

function takesItem({ op, path }: EditOp): boolean {
  return op === "remove" && typeof path.at(-1) === "number";
}

/** What an edit changes for others: an item that goes moves all behind it. */
function touched(op: EditOp): ConfigPath {
  return takesItem(op) ? op.path.slice(0, -1) : op.path;
}

/** Items go last, and the last of a list first, so that no index is moved before it is used. */
function inOrder(ops: readonly EditOp[]): EditOp[] {
  const items = ops.filter(takesItem).sort((a, b) => Number(b.path.at(-1)) - Number(a.path.at(-1)));
  return [...ops.filter((op) => !takesItem(op)), ...items];
}

function overlap(a: ConfigPath, b: ConfigPath): boolean {
  // Without a copy of the paths: thousands of fixes are compared pair by pair.
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** One plan for the batch; where that is refused, for those of the batch that are not refused themselves. */
function planBatch(result: FixResult, batch: readonly Repair[]): { plan: EditPlan; made: readonly Repair[] } {
  const plan = (repairs: readonly Repair[]) =>
    planEdits(result.config, inOrder(repairs.flatMap((r) => r.ops)));
  try {
    return { plan: plan(batch), made: batch };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  const made = batch.filter((repair) => {
    try {
      plan([repair]);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      result.refused.push({ finding: repair.finding, reason: error.message });
      return false;
    }
  });
  return { plan: plan(made), made };
}

/** Throws when a mended finding is still there. */
function assertGone(made: readonly Repair[], before: readonly Finding[], after: readonly Finding[]): void {
  for (const { finding, ops } of made) {
    const shifted = ops.some(takesItem);
    // After an item went, its neighbour stands in its place and may have the same fault: then the number tells.
    const same = shifted ? sameKind(finding) : (f: Finding) => nameOf(f) === nameOf(finding);
    const left = after.filter(same).length;
    const most = shifted ? before.filter(same).length - made.filter((r) => same(r.finding)).length : 0;
    if (left > most) {
      throw new Error(`the fix of ${finding.checkId} at ${finding.path ?? "the root"} does not mend it`);
    }
  }
}

function nameOf({ checkId, path, file }: Finding): string {
  return `${checkId} ${path ?? ""} ${file ?? ""}`;
}

/** The same rule at the same place, whatever the indexes. */
function sameKind(finding: Finding): (other: Finding) => boolean {
  const place = (f: Finding) => f.path?.replace(/\[\d+\]/g, "[]") ?? "";
  return (other) => other.checkId === finding.checkId && place(other) === place(finding);
}

function idsOf(repairs: readonly Repair[]): string {
  return [...new Set(repairs.map((r) => `${r.finding.checkId} (${formatPath(r.ops[0]?.path ?? [])})`))].join(
    ", ",
  );
}
