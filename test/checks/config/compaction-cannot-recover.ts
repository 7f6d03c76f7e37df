import { type Cases, setup } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: setup({ context: "contextWindow: 31000", agent: 'compaction: { model: «"local/qwen3" }' }) },
    {
      text: setup({ context: "contextWindow: 24576", agent: 'compaction: { model: «"local/qwen3" }' }),
      besides: ["context-below-floor"],
    },
    {
      text: setup({
        context: "contextWindow: 65536, contextTokens: 20000",
        agent: 'compaction: { model: «"local/qwen3" }',
      }),
      besides: ["context-below-floor"],
    },
  ],
  passing: [
    setup({ agent: 'compaction: { model: "local/qwen3" }' }),
    setup({ context: "contextWindow: 31000" }),
    setup({
      context: "contextWindow: 31000",
      agent: 'compaction: { model: "anthropic/claude-haiku-4-5" }',
    }),
  ],
};
