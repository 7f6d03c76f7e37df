import { duration, listed, present } from "../../core/words.ts";
import type { CheckAbout, CheckFinding } from "../types.ts";

export const outOfTime: CheckAbout & {
  finding(ms: number, endpoints: readonly string[], models: readonly string[]): CheckFinding;
} = {
  id: "out-of-time",
  title: "The time limit of the run ended the examination",
  severity: "warning",
  doc: {
    what: "The time that --max-time allows the whole run was over before everything was examined. The report contains the results up to then.",
    why: "What was not examined has the verdict unverified: it may be fine or broken. The exit status is 1, because the run could not be completed as asked.",
    seen: "openclaw-local doctor --deep --max-time 20s, with a server that takes a minute to load its model",
    helps:
      "a larger `--max-time`, or less to ask: `--endpoint` limits the run to one server, `--deep-timeout` one inference",
  },
  finding(ms, endpoints, models) {
    const left = (names: readonly string[], how: string) =>
      names.length > 0 && `${listed(names, 3)} ${names.length === 1 ? "was" : "were"} not examined${how}`;
    const parts = present(left(endpoints, ""), left(models, " to the end"));
    const what = parts.length === 0 ? "the rest was not examined" : parts.join(", and ");
    return {
      severity: "warning",
      status: "unverified",
      message: `After ${duration(ms)} (--max-time) ${what}`,
      evidence: { limitMs: ms, endpoints: [...endpoints], models: [...models] },
      fixHint: "give it a larger --max-time; this report contains the results so far",
    };
  },
};
