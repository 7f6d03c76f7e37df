import { type Cases, only, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "calls a tool without thinking only",
      server: () => vllm(only("unthinking")),
      deep: true,
      finds: "warning thinking-default-on",
      neighbors: [() => vllm({ reasoning: "reasoning" })],
    },
  ],
};
