import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "started without a tool parser",
      research: "7d",
      server: () => vllm({ chat: "400-no-tool-parser" }),
      deep: true,
      finds: "error vllm-no-auto-tool-choice",
      commands: /--enable-auto-tool-choice --tool-call-parser \S+/,
      neighbors: [() => vllm({ reasoning: "reasoning" })],
    },
  ],
};
