import { startLmStudio } from "../../emulators/index.ts";
import { LMS } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

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
