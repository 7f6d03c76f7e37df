import { type Cases, llamacpp } from "../support/kit.ts";

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
