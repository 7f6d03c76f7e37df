import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [exam("dazed", "exam-overwhelmed", ["tool", "arguments"])],
};
