import type { EditOp, LoadedConfig } from "../config/read/types.ts";
import { type EditPlan, type FileChange, planEdits } from "../config/write/plan.ts";
import { UserError } from "../core/errors.ts";
import type { Finding, FixEdit } from "../core/finding.ts";
import { type ConfigPath, formatPath } from "../core/path.ts";
import type { Fs } from "../ports/index.ts";
import { takeComments } from "./take-comments.ts";

/** A finding with the edits that fix it. */
export interface Repair {
  finding: Finding;
  ops: EditOp[];
}

/** A fix that is not possible in its place (an $include, for one). */
export interface Refusal {
  finding: Finding;
  reason: string;
}

/** The plan for a batch of repairs. */
export interface Batch {
  plan: EditPlan;
  made: readonly Repair[];
  refused: Refusal[];
}

/** The repair of a finding with edits. `safe`: only if its fix is safe. */
export function repairOf(finding: Finding, safe = true): Repair[] {
  const { fix, status } = finding;
  if (fix === null || fix.edits.length === 0 || status !== "found" || (safe && fix.safe === false)) return [];
  return [{ finding, ops: fix.edits.map((edit) => toOp(edit, finding)) }];
}

function toOp({ op, path, value }: FixEdit, { checkId }: Finding): EditOp {
  if (path.length === 0) throw new Error(`a fix of ${checkId} has no path`);
  if (op === "remove") return { op, path };
  if (value === undefined) throw new Error(`a fix of ${checkId} has no value for ${formatPath(path)}`);
  return { op, path, value };
}

/** The repairs that can be made together: of two for the same place, the first. */
export function withoutConflicts(repairs: readonly Repair[]): Repair[] {
  const taken: EditOp[] = [];
  return repairs.filter(({ ops }) => {
    if (ops.some((op) => taken.some((other) => isConflict(op, other)))) return false;
    taken.push(...ops);
    return true;
  });
}

function isConflict(a: EditOp, b: EditOp): boolean {
  // Two items of one list can be removed together, the last one first (see inOrder).
  const twoItems = takesItem(a) && takesItem(b) && a.path.length === b.path.length;
  return overlap(twoItems ? a.path : touched(a), twoItems ? b.path : touched(b));
}

/** True when an edit removes an item from a list, which shifts the items after it. */
export function takesItem({ op, path }: EditOp): boolean {
  return op === "remove" && typeof path.at(-1) === "number";
}

/** The path that an edit affects: for the removal of an item, the whole list. */
function touched(op: EditOp): ConfigPath {
  return takesItem(op) ? op.path.slice(0, -1) : op.path;
}

/** Removes items last, from the end of each list, so that no index shifts before its use. */
function inOrder(ops: readonly EditOp[]): EditOp[] {
  const items = ops.filter(takesItem).sort((a, b) => Number(b.path.at(-1)) - Number(a.path.at(-1)));
  return [...ops.filter((op) => !takesItem(op)), ...items];
}

function overlap(a: ConfigPath, b: ConfigPath): boolean {
  // Without copies of the paths: thousands of fixes are compared in pairs.
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** One plan for the batch. If it is refused, one for those repairs that are not refused on their own. */
export function planRepairs(config: LoadedConfig, batch: readonly Repair[]): Batch {
  const plan = (repairs: readonly Repair[]) =>
    planEdits(config, inOrder(repairs.flatMap((r) => takeComments(config, r.ops))));
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

/** The config with the texts of an unwritten plan. */
export function afterPlan(config: LoadedConfig, plan: EditPlan): LoadedConfig {
  return config.withTexts(new Map(plan.changes.map((c) => [c.path, c.after.replace(/^\ufeff/, "")])));
}

/** The file system as it would be with unwritten changes, made at `time`. */
export function withChanges(fs: Fs, changes: readonly FileChange[], time = Date.now()): Fs {
  const texts = new Map(changes.map((change) => [change.path, new TextEncoder().encode(change.after)]));
  return {
    ...fs,
    readFile: (path) => texts.get(path) ?? fs.readFile(path),
    info: (path) => {
      const info = fs.info(path);
      const text = texts.get(path);
      return info === null || text === undefined ? info : { ...info, sizeBytes: text.length, mtimeMs: time };
    },
  };
}
