import type { EditOp, LoadedConfig } from "../config/read/types.ts";
import { type EditPlan, planEdits } from "../config/write/plan.ts";
import { UserError } from "../core/errors.ts";
import type { Finding, FixEdit } from "../core/finding.ts";
import { type ConfigPath, formatPath } from "../core/path.ts";

/** A finding with the edits that mend it. */
export interface Repair {
  finding: Finding;
  ops: EditOp[];
}

/** A fix that cannot be made where the value stands (an $include, for one). */
export interface Refusal {
  finding: Finding;
  reason: string;
}

/** What is to be written for a batch of repairs. */
export interface Batch {
  plan: EditPlan;
  made: readonly Repair[];
  refused: Refusal[];
}

/** The repair by the edits of a finding, if it has some. `safe` true: only edits that nobody could mean otherwise. */
export function repairOf(finding: Finding, safe = true): Repair[] {
  const { fix, status } = finding;
  if (fix === null || fix.edits.length === 0 || status !== "found" || (safe && !fix.safe)) return [];
  return [{ finding, ops: fix.edits.map((edit) => toOp(edit, finding)) }];
}

function toOp({ op, path, value }: FixEdit, { checkId }: Finding): EditOp {
  if (path.length === 0) throw new Error(`a fix of ${checkId} has no path`);
  if (op === "remove") return { op, path };
  if (value === undefined) throw new Error(`a fix of ${checkId} has no value for ${formatPath(path)}`);
  return { op, path, value };
}

/** The repairs that can be made at once: of two that touch the same place, the first. */
export function withoutConflicts(repairs: readonly Repair[]): Repair[] {
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

/** True when an edit takes an item out of a list, which moves all behind it. */
export function takesItem({ op, path }: EditOp): boolean {
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
export function planRepairs(config: LoadedConfig, batch: readonly Repair[]): Batch {
  const plan = (repairs: readonly Repair[]) => planEdits(config, inOrder(repairs.flatMap((r) => r.ops)));
  try {
    return { plan: plan(batch), made: batch, refused: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  const refused: Refusal[] = [];
  const made = batch.filter((repair) => {
    try {
      plan([repair]);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.push({ finding: repair.finding, reason: error.message });
      return false;
    }
  });
  return { plan: plan(made), made, refused };
}

/** The config with the texts of a plan that is not written yet. */
export function afterPlan(config: LoadedConfig, plan: EditPlan): LoadedConfig {
  return config.withTexts(new Map(plan.changes.map((c) => [c.path, c.after.replace(/^\ufeff/, "")])));
}
