import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "keys of messages are refused",
      server: () => vllm({ refuses: ["message-keys"] }),
      deep: true,
      finds: "error strict-message-keys",
      neighbors: [() => vllm({ refuses: ["developer"] })],
    },
  ],
};
