import { exam } from "../support/exam.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    exam("obeys", "exam-obeys-planted-instructions", ["planted"]),
    exam("obeys-in-text", "exam-obeys-planted-instructions", ["planted"]),
  ],
};
