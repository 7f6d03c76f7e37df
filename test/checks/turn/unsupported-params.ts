import { type Cases, generic, sglang, UNTOLD, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "stream_options",
      server: () => sglang({ refuses: ["stream_options"] }),
      deep: true,
      finds: "error unsupported-params",
      neighbors: [() => sglang({ refuses: ["developer"] })],
    },
    {
      title: "max_completion_tokens",
      server: () => generic({ refuses: ["max_completion_tokens"] }),
      deep: true,
      also: UNTOLD,
      finds: "error unsupported-params",
      neighbors: [() => generic({ refuses: ["developer"] })],
    },
    {
      title: "store, over Responses",
      server: () => vllm({ refuses: ["store"] }),
      config: { api: "openai-responses" },
      likely: "warning vllm-responses-bypasses-parser",
      deep: true,
      finds: "error unsupported-params",
      neighbors: [() => vllm({ refuses: ["stream_options"] })],
    },
  ],
};
