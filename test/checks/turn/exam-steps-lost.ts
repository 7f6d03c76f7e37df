import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [exam("stops-after-call", "exam-steps-lost", ["steps"])],
};
