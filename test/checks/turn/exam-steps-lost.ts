import { exam } from "../support/exam.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [exam("stops-after-call", "exam-steps-lost", ["steps"])],
};
