import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "no JSON",
      server: () => vllm({ chat: "bad-arguments" }),
      deep: true,
      finds: "error tool-arguments-invalid",
      commands: /--tool-call-parser \S+/,
      neighbors: [() => vllm()],
    },
  ],
};
