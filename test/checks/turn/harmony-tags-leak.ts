import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "tags in the answer",
      server: () =>
        vllm({ answer: "<|channel|>analysis<|message|>The user wants pong.<|end|><|start|>assistant" }),
      deep: true,
      finds: "error harmony-tags-leak",
      neighbors: [() => vllm({ answer: "Write to the channel: message pong<|end|>" })],
    },
  ],
};
