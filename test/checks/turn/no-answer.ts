import { type Cases, LMS, sglang, startLmStudio } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "an empty stream",
      server: () => sglang({ chat: "empty" }),
      deep: true,
      finds: "error no-answer",
      neighbors: [() => sglang({ chat: "no-done" })],
    },
    {
      title: "an empty stream, over Responses",
      server: () => startLmStudio({ chat: "empty" }),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error no-answer",
    },
  ],
};
