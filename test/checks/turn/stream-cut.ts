import { type Cases, generic, LISTED, LMS, llamacpp, startLmStudio } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "in the middle of the answer",
      server: () => llamacpp({ chat: "cut" }),
      deep: true,
      finds: "error stream-cut",
      neighbors: [() => llamacpp({ chat: "no-done" })],
    },
    {
      title: "a stream without [DONE]",
      research: "24d",
      server: () => generic({ models: LISTED, chat: "no-done" }),
      finds: null,
    },
    {
      title: "in the middle of the answer, over Responses",
      server: () => startLmStudio({ chat: "cut" }),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error stream-cut",
    },
  ],
};
