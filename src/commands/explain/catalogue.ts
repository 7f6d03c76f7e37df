import { ALL_CHECKS } from "../../checks/registry.ts";
import { LOAD_PROBLEMS, SUPPRESSION_CHECKS } from "../../checks/tool/registry.ts";
import type { Check } from "../../checks/types.ts";
import { NOT_CHECKED, NOT_LINTED } from "../../checks/without-check.ts";
import type { ExplainInfo, FoundBy } from "../../report/explain.ts";
import { remediesOf } from "./remedies.ts";

const BY_LINT = new Set([...LOAD_PROBLEMS, ...SUPPRESSION_CHECKS].map(({ id }) => id));

/** Everything that can be explained, in the order of the registry, with commands for the platform (default: Linux). */
export function catalogue(platform: NodeJS.Platform = "linux"): ExplainInfo[] {
  return ALL_CHECKS.map((check) => {
    const { id, title, severity } = check;
    const { helps, ...doc } = check.doc;
    const foundBy: FoundBy[] = BY_LINT.has(id) ? [{ command: "lint", severity }] : foundByOf(check);
    const sameBecause = typeof helps === "object" && "because" in helps ? helps.because : undefined;
    return { id, title, severity, doc, foundBy, remedies: remediesOf(helps, platform), sameBecause };
  });
}

/** The commands that find a fault. Doctor also runs the checks of the config. */
function foundByOf({ severity, config, machine, server, turn }: Check): FoundBy[] {
  const found: FoundBy[] = config === undefined ? [] : [{ command: "lint", severity }];
  const shallow = machine === undefined ? server : { severity };
  const judge = shallow ?? turn;
  const command = shallow === undefined ? "doctor --deep" : "doctor";
  if (judge !== undefined) found.push({ command, severity: judge.severity ?? severity });
  return found.length === 0 ? [{ command: "doctor", severity }] : found;
}

/** Faults without a check, with the reasons. */
export function withoutCheck() {
  return { notLinted: NOT_LINTED, notChecked: NOT_CHECKED };
}
