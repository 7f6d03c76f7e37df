import { HOST_CHECKS } from "../checks/machine/registry.ts";
import type { HostCheck } from "../checks/machine/types.ts";
import { checkCrashed } from "../checks/server/check-crashed.ts";
import type { CheckFinding, CheckOutcome, EndpointFacts } from "../checks/server/types.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";
import { placeFinding } from "./findings.ts";
import { isSelected, type Selection } from "./select.ts";

export interface HostInput {
  world: HostWorld;
  view: ConfigView | null;
  openclaw: OpenClawVersion;
  selection: Selection;
  /** Why checks were skipped becomes info findings. */
  verbose: boolean;
  endpoints(): Promise<readonly EndpointFacts[]>;
}

export interface HostResult {
  findings: Finding[];
  /** Ids of the checks that were made. */
  ran: string[];
}

/** Makes the selected checks of this machine, all at once; a crash ends only the check itself. */
export async function runHostChecks(input: HostInput): Promise<HostResult> {
  const { world, selection, verbose } = input;
  const checks = HOST_CHECKS.filter((check) => isSelected(selection, check.id));
  const outcomes = await Promise.all(checks.map((check) => runOne(check, input)));
  const result: HostResult = { findings: [], ran: [] };
  checks.forEach((check, i) => {
    const outcome = outcomes[i];
    if (outcome === undefined) return;
    if (outcome.status === "skipped") {
      if (verbose) result.findings.push(skipNote(check, outcome.reason));
      return;
    }
    result.ran.push(check.id);
    for (const finding of outcome.findings) {
      const by = isCrash(finding) ? checkCrashed : check;
      if (isSelected(selection, by.id)) result.findings.push(placeFinding(by, finding, world.config));
    }
  });
  return result;
}

async function runOne(check: HostCheck, input: HostInput): Promise<CheckOutcome> {
  try {
    const outcome = await check.run(input.world, input);
    // what an interruption kept from being read would look like a fault
    return input.world.signal?.aborted ? { status: "skipped", reason: "interrupted" } : outcome;
  } catch (error) {
    return { status: "ran", findings: [checkCrashed.finding(check.id, null, error)] };
  }
}

function isCrash(finding: CheckFinding): boolean {
  return finding.status === "unverified" && typeof finding.evidence?.["check"] === "string";
}

function skipNote(check: HostCheck, reason: string): Finding {
  return makeFinding(check.id, "info", {
    status: "unverified",
    message: `Not checked on this machine: ${reason}`,
    evidence: { checks: [check.id] },
  });
}
