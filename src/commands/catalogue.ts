import { CHECKS } from "../checks/registry.ts";
import { DOCTOR_CHECKS } from "../doctor/all-checks.ts";
import { SUPPRESSION_CHECKS } from "../lint/about.ts";
import type { ExplainInfo } from "../report/explain.ts";
import { ALL_RULES } from "../rules/registry.ts";
import { LOAD_PROBLEMS } from "./load-problems.ts";

/** Everything that can be explained: rules first, then live checks; an id that is both is listed once, as the rule. */
export function catalogue(): ExplainInfo[] {
  const rules: ExplainInfo[] = [...LOAD_PROBLEMS, ...SUPPRESSION_CHECKS, ...ALL_RULES].map(
    ({ id, title, severity, doc }) => ({ ...{ id, title, severity, doc }, command: "lint" }),
  );
  const seen = new Set(rules.map((r) => r.id));
  const deep = new Set(CHECKS.filter((c) => c.deep).map((c) => c.id));
  const checks: ExplainInfo[] = DOCTOR_CHECKS.filter((c) => !seen.has(c.id)).map(
    ({ id, title, severity, doc }) => ({
      ...{ id, title, severity, doc },
      command: deep.has(id) ? "doctor --deep" : "doctor",
    }),
  );
  return [...rules, ...checks];
}
