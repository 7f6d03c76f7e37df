import { vllm } from "../../emulators/index.ts";
import type { Cases } from "../support/types.ts";

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
