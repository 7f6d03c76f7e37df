import { sglang, startLmStudio } from "../../emulators/index.ts";
import { LMS } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

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
