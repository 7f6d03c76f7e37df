import { exam } from "../support/exam.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [exam("no-json", "exam-json-broken", ["json"])],
};
