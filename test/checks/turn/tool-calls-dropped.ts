import { type Cases, only, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "a call next to text ends with stop",
      server: () => vllm({ calls: "with-text-and-stop" }),
      deep: true,
      finds: "error tool-calls-dropped",
      hint: /finish_reason "tool_calls"/,
      neighbors: [() => vllm({ calls: "with-stop" }), () => vllm({ calls: "with-thought-and-stop" })],
    },
    {
      title: "a call that is there only without streaming",
      server: () => vllm(only("unstreamed")),
      deep: true,
      finds: "error tool-calls-dropped",
      says: /stream/,
      neighbors: [() => vllm()],
    },
  ],
};
