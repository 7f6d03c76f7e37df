import { NOT_LINTED } from "../../checks/config/not-linted.ts";
import { ALL_RULES } from "../../checks/config/registry.ts";
import { NOT_CHECKED } from "../../checks/server/not-checked.ts";
import { CHECKS } from "../../checks/server/registry.ts";
import { DOCTOR_CHECKS } from "../../doctor/all-checks.ts";
import { SUPPRESSION_CHECKS } from "../../lint/about.ts";
import type { ExplainInfo } from "../../report/explain.ts";
import { LOAD_PROBLEMS } from "../shared/load-problems.ts";

/**
 * Everything that can be explained: rules first, then live checks. An id that is both is listed once, as the rule, with
 * what the live check sees.
 */
export function catalogue(): ExplainInfo[] {
  const deep = new Set(CHECKS.filter((c) => c.deep).map((c) => c.id));
  const checkOf = new Map(DOCTOR_CHECKS.map((check) => [check.id, check]));
  const rules = [...LOAD_PROBLEMS, ...SUPPRESSION_CHECKS, ...ALL_RULES].map(
    ({ id, title, severity, doc }): ExplainInfo => {
      const check = checkOf.get(id);
      const rule = { id, title, severity, doc, command: "lint" as const };
      if (check === undefined) return rule;
      const command = deep.has(id) ? "doctor --deep" : "doctor";
      return { ...rule, live: { command, severity: check.severity, doc: check.doc } };
    },
  );
  const seen = new Set(rules.map((r) => r.id));
  const checks: ExplainInfo[] = DOCTOR_CHECKS.filter((c) => !seen.has(c.id)).map(
    ({ id, title, severity, doc }) => ({
      ...{ id, title, severity, doc },
      command: deep.has(id) ? "doctor --deep" : "doctor",
    }),
  );
  return [...rules, ...checks];
}

/** What there is no rule and no check for, with the reasons: for the docs. */
export function withoutCheck() {
  return { notLinted: NOT_LINTED, notChecked: NOT_CHECKED };
}
