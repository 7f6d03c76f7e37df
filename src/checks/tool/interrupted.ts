import type { CheckAbout, CheckFinding } from "../types.ts";

export const interrupted: CheckAbout & {
  finding(endpoints: readonly string[], models: readonly string[]): CheckFinding;
} = {
  id: "interrupted",
  title: "The examination was interrupted",
  severity: "warning",
  doc: {
    what: "The run was stopped (Ctrl-C or a signal) before everything was examined. The report contains the results up to then.",
    why: "Endpoints and models that were not examined have the verdict unverified, and the exit status is 130.",
    seen: "Ctrl-C while --deep waits for an answer",
    helps: "`openclaw-local doctor` again; `--endpoint` limits it to one server",
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
      fixHint: "run it again; this report contains the results so far",
    };
  },
};

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
