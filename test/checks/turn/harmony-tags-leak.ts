import { type Cases, LMS, startLmStudio, vllm } from "../support/kit.ts";

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
    {
      title: "without their special tokens",
      server: () => vllm({ answer: "analysisThe user wants pong.assistantfinalpong" }),
      deep: true,
      finds: "error harmony-tags-leak",
      neighbors: [() => vllm({ answer: "The analysis is final: pong" })],
    },
    {
      title: "in the turn with tools alone",
      server: () =>
        startLmStudio({
          callText:
            '<|channel|>commentary to=functions.read <|constrain|>json<|message|>{"path":"AGENTS.md"}',
        }),
      config: LMS,
      deep: true,
      finds: "error harmony-tags-leak",
      hint: /update LM Studio/,
      verdicts: { answers: "pass", tools: "fail" },
      neighbors: [() => startLmStudio()],
    },
  ],
};
