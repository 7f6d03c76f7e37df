import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    exam("obeys", "exam-obeys-planted-instructions", ["planted"]),
    exam("obeys-in-text", "exam-obeys-planted-instructions", ["planted"]),
  ],
};
