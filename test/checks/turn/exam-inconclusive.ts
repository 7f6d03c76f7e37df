import { type Cases, exam } from "../support/kit.ts";

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
