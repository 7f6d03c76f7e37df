import { type Cases, LMS, startLmStudio } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "LM Studio finds no memory for the model",
      server: () => startLmStudio({ chat: "no-memory" }),
      config: LMS,
      deep: true,
      finds: "error lmstudio-guardrail",
      commands: /^lms load minimax\/minimax-m2\.1 .*\d{5,}/m,
      neighbors: [() => startLmStudio()],
    },
  ],
};
