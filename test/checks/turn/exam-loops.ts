import { exam } from "../support/exam.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [exam("repeats-calls", "exam-loops", ["loops"]), exam("babbles", "exam-loops", ["loops"])],
};
