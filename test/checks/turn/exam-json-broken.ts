import { type Cases, exam } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [exam("no-json", "exam-json-broken", ["json"])],
};
