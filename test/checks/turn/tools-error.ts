import { llamacpp } from "../../emulators/index.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "the result of a tool is refused",
      server: () => llamacpp({ refuses: ["tool-result"] }),
      deep: true,
      finds: "error tools-error",
      neighbors: [() => llamacpp({ reasoning: "reasoning_content" })],
    },
  ],
};
