import { type Cases, litellm, llamacpp, ROW, row, sglang, vllm, withRow } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: withRow('id: "qwen3", name: "Q", contextWindow: 65536, maxTokens: «65536') },
    { text: withRow('id: "qwen3", name: "Q", contextWindow: 65536, maxTokens: «131072') },
    { text: withRow('id: "qwen3", name: "Q", maxTokens: «32768,\n      contextWindow: 32768') },
  ],
  passing: [
    withRow(ROW),
    withRow('id: "qwen3", name: "Q", contextWindow: 131072, contextTokens: 32768, maxTokens: 65536'),
    // nothing to compare with
    { text: withRow('id: "qwen3", name: "Q", maxTokens: 131072'), besides: ["no-context-declared"] },
  ],
  scenarios: [
    {
      title: "vLLM, contextTokens right, maxTokens as large as the whole server",
      server: () => vllm(),
      config: { row: { contextWindow: 131_072, contextTokens: 65_536, maxTokens: 65_536 } },
      finds: "warning max-tokens-overflow",
      edits: { [row("maxTokens")]: 8_192 },
    },
    {
      title: "SGLang",
      server: () => sglang(),
      config: { row: { maxTokens: 70_000 } },
      finds: "warning max-tokens-overflow",
    },
    { title: "room for a prompt", server: () => vllm(), config: { row: { maxTokens: 16_384 } }, finds: null },
    {
      title: "llama.cpp shortens the output itself",
      server: () => llamacpp(),
      config: { row: { maxTokens: 65_536 } },
      finds: null,
    },
    {
      title: "the server behind a gateway is unknown",
      server: () => litellm({ declaredContext: 65_536 }),
      config: { row: { maxTokens: 65_536 } },
      finds: "warning max-tokens-overflow",
    },
  ],
};
