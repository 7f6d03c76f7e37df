import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "a content of parts is refused",
      server: () => vllm({ refuses: ["parts"] }),
      deep: true,
      finds: "error string-content-required",
      neighbors: [() => vllm({ refuses: ["store"] })],
    },
  ],
};
