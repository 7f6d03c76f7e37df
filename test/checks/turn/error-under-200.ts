import { type Cases, LMS, startLmStudio } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "LM Studio",
      server: () => startLmStudio({ chat: "error-under-200" }),
      config: LMS,
      deep: true,
      finds: "error error-under-200",
      neighbors: [() => startLmStudio({ answer: "There was an error: none." })],
    },
  ],
};
