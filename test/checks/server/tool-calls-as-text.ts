import { type Cases, LMS, only, sglang, startLmStudio, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "over Responses of LM Studio",
      server: () => startLmStudio(only("over-chat", "text")),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error tool-calls-as-text",
      neighbors: [() => startLmStudio()],
    },
    {
      title: "in a stream",
      server: () => vllm(only("unstreamed", "text")),
      deep: true,
      finds: "error tool-calls-as-text",
      neighbors: [() => vllm()],
    },
    {
      title: "SGLang was started without a tool parser",
      server: () => sglang({ toolParser: null }),
      config: { id: "sglang" },
      finds: "error tool-calls-as-text",
    },
    {
      title: "the call is the answer",
      server: () => vllm({ chat: "tool-as-text" }),
      deep: true,
      finds: "error tool-calls-as-text",
      verdicts: { tools: "fail" },
    },
    {
      title: "the call is the answer, over Responses",
      server: () => startLmStudio({ chat: "tool-as-text" }),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error tool-calls-as-text",
    },
  ],
};
