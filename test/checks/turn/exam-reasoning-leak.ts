import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [exam("leaks", "exam-reasoning-leak", ["reasoning"])],
};
