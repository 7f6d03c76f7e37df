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
    {
      title: "OpenClaw's load request is refused, and nothing else loads the model",
      server: () => startLmStudio({ loadedContext: null, jit: false, loads: "no-memory" }),
      config: LMS,
      args: ["--deep"],
      finds: "error lmstudio-guardrail",
      says: /insufficient system resources/,
      verdicts: { answers: "fail", tools: "skip" },
    },
  ],
};
