import { type Cases, only, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "calls a tool when forced to only",
      server: () => vllm(only("forced")),
      deep: true,
      finds: "warning tool-choice-required-only",
      neighbors: [() => vllm()],
    },
  ],
};
