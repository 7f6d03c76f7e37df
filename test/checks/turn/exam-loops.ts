import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [exam("repeats-calls", "exam-loops", ["loops"]), exam("babbles", "exam-loops", ["loops"])],
};
