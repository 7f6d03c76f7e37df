import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      ...exam("every-fourth-json-broken", "exam-inconclusive", []),
      finds: "info exam-inconclusive",
      says: /^Not decided whether .* is fit: \d+ of 20 JSON answers were valid \(.* interval/,
      verdicts: {},
      more: () => undefined,
    },
  ],
};
