import type { CheckAbout, CheckFinding } from "../types.ts";

/** What an interruption (Ctrl-C) kept from being examined. */
export const interrupted: CheckAbout & {
  finding(endpoints: readonly string[], models: readonly string[]): CheckFinding;
} = {
  id: "interrupted",
  title: "The examination was interrupted",
  severity: "warning",
  doc: {
    what: "The run was ended (Ctrl-C, or a signal) before everything was examined. What was known by then is in the report.",
    why: "An endpoint or a model that was not examined is neither good nor bad; its verdicts say unverified, and the exit status is 130.",
    seen: "Ctrl-C while --deep waits for an answer",
    helps: "Run the doctor again; --endpoint limits it to one server.",
  },
  finding(endpoints: readonly string[], models: readonly string[]): CheckFinding {
    const parts = [
      ...(endpoints.length === 0 ? [] : [counted(endpoints.length, "endpoint")]),
      ...(models.length === 0 ? [] : [counted(models.length, "model")]),
    ];
    const one = endpoints.length + models.length < 2;
    const what = `${parts.length === 0 ? "the rest" : parts.join(" and ")} ${one ? "was" : "were"}`;
    return {
      severity: "warning",
      status: "unverified",
      message: `Interrupted: ${what} not examined${models.length === 0 ? "" : " to the end"}`,
      evidence: { endpoints: [...endpoints], models: [...models] },
      fixHint: "run it again; what was examined before is in this report",
    };
  },
};

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
