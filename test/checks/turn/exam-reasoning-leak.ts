import { exam } from "../support/exam.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [exam("leaks", "exam-reasoning-leak", ["reasoning"])],
};
