import { type Finding, makeFinding } from "../../core/finding.ts";
import type { HostWorld } from "../../machine/facts/types.ts";
import { MACHINE_CHECKS } from "../machine/registry.ts";
import type { Check, MachineContext, MachineJudge, Outcome } from "../types.ts";
import { attemptAsync, crashOf, type Made } from "./attempt.ts";
import { placeFinding } from "./place.ts";

export interface MachineRun {
  world: HostWorld;
  context: MachineContext;
  wanted(id: string): boolean;
  /** Reports skipped checks as info findings. */
  verbose: boolean;
}

export interface MachineResult {
  findings: Finding[];
  /** Ids of the checks that ran. */
  ran: string[];
}

/** Runs the wanted checks of this machine concurrently. */
export async function runMachineChecks({
  world,
  context,
  wanted,
  verbose,
}: MachineRun): Promise<MachineResult> {
  const checks = MACHINE_CHECKS.flatMap((check) =>
    check.machine !== undefined && wanted(check.id) ? [{ check, judge: check.machine }] : [],
  );
  const done = await Promise.all(
    checks.map(async ({ check, judge }) => ({ check, outcome: await runOne(check, judge, world, context) })),
  );
  const result: MachineResult = { findings: [], ran: [] };
  for (const { check, outcome } of done) {
    if (outcome.status === "skipped") {
      if (verbose) result.findings.push(skipNote(check, outcome.reason));
      continue;
    }
    result.ran.push(check.id);
    for (const made of outcome.made) {
      if (wanted(made.check.id)) result.findings.push(placeFinding(made.check, made.finding, world.config));
    }
  }
  return result;
}

async function runOne(
  check: Check,
  judge: MachineJudge,
  world: HostWorld,
  context: MachineContext,
): Promise<{ status: "ran"; made: Made[] } | Extract<Outcome, { status: "skipped" }>> {
  const tried = await attemptAsync(() => judge.run(world, context));
  // facts that an interruption left unread would look like a fault
  if (world.signal?.aborted) return { status: "skipped", reason: "interrupted" };
  if (tried.status === "crashed") return { status: "ran", made: [crashOf(check, tried.error)] };
  const outcome = tried.value;
  if (outcome.status === "skipped") return outcome;
  return { status: "ran", made: outcome.findings.map((finding) => ({ check, finding })) };
}

function skipNote(check: Check, reason: string): Finding {
  return makeFinding(check, {
    severity: "info",
    status: "unverified",
    message: `Not checked on this machine: ${reason}`,
    evidence: { checks: [check.id] },
  });
}
