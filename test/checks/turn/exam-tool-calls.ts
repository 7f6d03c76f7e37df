import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    exam("wrong-tool", "exam-tool-calls", ["tool"]),
    exam("wrong-types", "exam-tool-calls", ["arguments"]),
    exam("bad-json", "exam-tool-calls", ["calls"]),
  ],
};
