import { exam } from "../support/exam.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    {
      ...exam("no-json", "exam-inconclusive", []),
      title: "fails in JSON alone, in one run",
      deep: ["--exam", "--runs", "1"],
      finds: "info exam-inconclusive",
      says: /Not enough runs to tell/,
      verdicts: {},
      more: () => undefined,
    },
  ],
};
