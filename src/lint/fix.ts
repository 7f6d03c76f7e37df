import type { LoadedConfig } from "../config/read/types.ts";
import type { FileChange } from "../config/write/plan.ts";
import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import { objection } from "./objection.ts";
import { afterPlan, planRepairs, type Refusal, type Repair, repairOf, withoutConflicts } from "./repair.ts";

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

/** Fixes may lead to others, and a batch may have to be halved; more rounds than this for each finding are a loop. */
const ROUNDS = 20;

/**
 * Makes all safe fixes of a config in memory. Fixes of the same place are made one after another, with a new check in
 * between. An edit that leaves its finding or causes another one is refused, alone.
 */
export async function fixConfig(
  config: LoadedConfig,
  check: (config: LoadedConfig) => Promise<readonly Finding[]>,
): Promise<FixResult> {
  const result: FixResult = { config, changes: [], fixed: [], refused: [] };
  const refused = new Set<string>();
  const repairsFor = (findings: readonly Finding[]) =>
    findings.flatMap((finding) => (refused.has(nameOf(finding)) ? [] : repairOf(finding)));
  const refuse = (refusal: Refusal) => {
    result.refused.push(refusal);
    refused.add(nameOf(refusal.finding));
  };
  let findings = await check(config);
  let repairs = repairsFor(findings);
  let most = repairs.length;
  for (let rounds = ROUNDS * (repairs.length + 1); repairs.length > 0; rounds -= 1) {
    if (rounds === 0) throw new Error(`the fixes of ${idsOf(repairs)} undo each other`);
    const batch = withoutConflicts(repairs).slice(0, most);
    const { plan, made, refused: now } = planRepairs(result.config, batch);
    now.forEach(refuse);
    if (made.length > 0) {
      const next = afterPlan(result.config, plan);
      const after = await check(next);
      const reason = objection(made, findings, after);
      const [only] = made;
      if (reason !== null && made.length > 1) {
        most = Math.ceil(made.length / 2);
        continue;
      }
      if (reason !== null && only !== undefined) refuse({ finding: only.finding, reason });
      else {
        findings = after;
        result.config = next;
        result.changes = mergeChanges(result.changes, plan.changes);
        result.fixed.push(...made.map((repair) => repair.finding));
      }
    }
    repairs = repairsFor(findings);
    most = repairs.length;
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

function nameOf({ checkId, path, file }: Finding): string {
  return `${checkId} ${formatPath(path ?? [])} ${file ?? ""}`;
}

function idsOf(repairs: readonly Repair[]): string {
  return [...new Set(repairs.map((r) => `${r.finding.checkId} (${formatPath(r.ops[0]?.path ?? [])})`))].join(
    ", ",
  );
}
