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
