import type { Check } from "../../../src/checks/types.ts";
import type { Loaded } from "./load.ts";
import type { Cases } from "./types.ts";

/** Scenarios with a test file of their own, its titles, and why. */
export const ELSEWHERE: Readonly<Record<string, { file: string; titles: readonly string[]; why: string }>> = {
  interrupted: {
    file: "test/cli/doctor-run.test.ts",
    titles: ["keeps what is known, and the document is whole"],
    why: "It needs Ctrl-C while the executable runs; every other test is the neighbor.",
  },
  "out-of-time": {
    file: "test/doctor/time.test.ts",
    titles: ["at the deadline the report has what is known"],
    why: "A scenario's exit status follows its severity, and a run that was cut off ends with 1.",
  },
  "not-asked": {
    file: "test/doctor/time.test.ts",
    titles: ["one inference for a server that hangs, whatever its models"],
    why: "It comes with the finding about the model that was asked.",
  },
};

/** Checks that no server and no machine can show, and why. */
export const WITHOUT: Readonly<Record<string, string>> = {
  "check-crashed":
    "No server and no config makes a check crash, or it would be fixed; test/doctor/run.test.ts makes one that throws.",
};

/** What the cases of a check lack, a line each. */
export function gaps({ check, cases, file }: Loaded): string[] {
  if (check.id in ELSEWHERE || check.id in WITHOUT) return [];
  if (cases === null) return [`add ${file}, which holds the cases of ${check.id}`];
  return missing(check, cases).map((what) => `${file}: ${what}`);
}

function missing(check: Check, cases: Cases): string[] {
  const { id, config, machine, server, turn } = check;
  const { failing = [], passing = [] } = cases;
  const lacks: string[] = [];
  if (config !== undefined && failing.length < 3) lacks.push("three configs that have the fault (failing)");
  if (config !== undefined && passing.length < 3) lacks.push("three configs that come close (passing)");
  // findings about the run as a whole have no judge
  const isLive = config === undefined || (machine ?? server ?? turn) !== undefined;
  if (isLive && !showsFault(id, cases)) lacks.push(`a scenario that finds ${id}`);
  if (isLive && !staysSilent(cases)) lacks.push("a scenario that finds nothing");
  return lacks;
}

function showsFault(id: string, { scenarios = [], machines = [] }: Cases): boolean {
  return [...scenarios, ...machines].some(({ finds }) => finds?.endsWith(` ${id}`));
}

function staysSilent({ scenarios = [], machines = [] }: Cases): boolean {
  return (
    scenarios.some(({ finds, neighbors = [] }) => finds === null || neighbors.length > 0) ||
    machines.some(({ finds, mend }) => finds === null || mend !== undefined)
  );
}
