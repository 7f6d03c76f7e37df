import { exam } from "../support/exam.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    exam("wrong-tool", "exam-tool-calls", ["tool"]),
    exam("wrong-types", "exam-tool-calls", ["arguments"]),
    exam("bad-json", "exam-tool-calls", ["calls"]),
  ],
};
