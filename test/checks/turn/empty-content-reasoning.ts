import { type Cases, generic, LISTED, LMS, startLmStudio, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "reasoning and no content",
      server: () => vllm({ chat: "reasoning-only" }),
      deep: true,
      finds: "error empty-content-reasoning",
      neighbors: [() => vllm({ reasoning: "reasoning_content" })],
    },
    {
      title: "a gateway that answers with reasoning alone",
      research: "23d",
      server: () => generic({ models: LISTED, chat: "reasoning-only" }),
      deep: true,
      finds: "error empty-content-reasoning",
    },
    {
      title: "thinking takes all of maxTokens",
      server: () => vllm({ thinks: 9_000 }),
      deep: true,
      finds: "warning empty-content-reasoning",
      says: /all 8192 tokens of its maxTokens/,
      // longer than the limit of the probe, and shorter than that of the config
      neighbors: [() => vllm({ thinks: 3_000 })],
    },
    {
      title: "reasoning in reasoning_content",
      research: "23a",
      server: () => generic({ models: LISTED, reasoning: "reasoning_content" }),
      finds: null,
    },
    {
      title: "reasoning in reasoning",
      research: "23b",
      server: () => generic({ models: LISTED, reasoning: "reasoning" }),
      finds: null,
    },
    {
      title: "reasoning and no content, over Responses",
      server: () => startLmStudio({ chat: "reasoning-only" }),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error empty-content-reasoning",
      verdicts: { answers: "fail" },
    },
  ],
};
