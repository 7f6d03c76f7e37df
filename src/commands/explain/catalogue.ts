import { ALL_CHECKS } from "../../checks/registry.ts";
import { LOAD_PROBLEMS, SUPPRESSION_CHECKS } from "../../checks/tool/registry.ts";
import type { Check } from "../../checks/types.ts";
import { NOT_CHECKED, NOT_LINTED } from "../../checks/without-check.ts";
import type { ExplainInfo, FoundBy } from "../../report/explain.ts";

const BY_LINT = new Set([...LOAD_PROBLEMS, ...SUPPRESSION_CHECKS].map(({ id }) => id));

/** Everything that can be explained, in the order of the registry. */
export function catalogue(): ExplainInfo[] {
  return ALL_CHECKS.map((check) => {
    const { id, title, severity, doc } = check;
    const foundBy: FoundBy[] = BY_LINT.has(id) ? [{ command: "lint", severity }] : foundByOf(check);
    return { id, title, severity, doc, foundBy };
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
