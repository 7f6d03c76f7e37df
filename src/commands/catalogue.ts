import { ALL_CHECKS, CHECKS } from "../checks/registry.ts";
import { SUPPRESSION_CHECKS } from "../lint/about.ts";
import type { ExplainInfo } from "../report/explain.ts";
import { ALL_RULES } from "../rules/registry.ts";
import { LOAD_PROBLEMS } from "./load-problems.ts";

/**
 * Everything that can be explained: rules first, then live checks. An id that is both is listed once, as the rule, with
 * what the live check sees.
 */
export function catalogue(): ExplainInfo[] {
  const deep = new Set(CHECKS.filter((c) => c.deep).map((c) => c.id));
  const commandOf = (id: string) => (deep.has(id) ? ("doctor --deep" as const) : ("doctor" as const));
  const rules: ExplainInfo[] = [...LOAD_PROBLEMS, ...SUPPRESSION_CHECKS, ...ALL_RULES].map(
    ({ id, title, severity, doc }) => {
      const check = ALL_CHECKS.find((one) => one.id === id);
      const live = check && { live: { command: commandOf(id), doc: check.doc } };
      return { ...{ id, title, severity, doc }, command: "lint", ...live };
    },
  );
  const seen = new Set(rules.map((r) => r.id));
  const checks: ExplainInfo[] = ALL_CHECKS.filter((c) => !seen.has(c.id)).map(
    ({ id, title, severity, doc }) => ({
      ...{ id, title, severity, doc },
      command: commandOf(id),
    }),
  );
  return [...rules, ...checks];
}
