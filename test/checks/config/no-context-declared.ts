import {
  type Cases,
  defaults,
  litellm,
  llamacpp,
  PRIMARY,
  provider,
  ROW,
  row,
  startLmStudio,
  URL_LINE,
  vllm,
  withRow,
} from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: withRow('id: «"qwen3", name: "Qwen3"') },
    { text: withRow('id: «"qwen3", name: "Qwen3", maxTokens: 8192', { id: "vllm" }) },
    {
      text: provider(`${URL_LINE} models: [{ ${ROW} }, { id: «"small", name: "S" }]`, {
        rest: defaults('model: { primary: "local/qwen3", fallbacks: ["local/small"] }'),
      }),
    },
    { text: withRow('id: «"qwen3", name: "Qwen3"', { id: "lmstudio" }) },
    { text: withRow('id: «"qwen3", name: "Qwen3"', { id: "llama-cpp" }) },
  ],
  passing: [
    provider(
      `baseUrl: "https://llm.example.com/v1", apiKey: "\${K}", models: [{ id: "qwen3", name: "Qwen3" }]`,
      {
        rest: PRIMARY,
      },
    ),
    withRow('id: "qwen3", name: "Qwen3", contextTokens: 65536'),
    // not in use
    provider(`${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "S" }]`, { rest: PRIMARY }),
  ],
  scenarios: [
    {
      title: "the server reports a size, the config does not",
      server: () => vllm(),
      config: { without: ["contextWindow"] },
      finds: "warning no-context-declared",
      edits: { [row("contextWindow")]: 65_536 },
    },
    {
      title: "on llama.cpp, with an output limit that would fill it",
      server: () => llamacpp({ allocatedContext: 40_960 }),
      config: { without: ["contextWindow"], row: { maxTokens: 32_768 } },
      finds: "warning no-context-declared",
      edits: { [row("contextWindow")]: 40_960, [row("maxTokens")]: 8_192 },
    },
    {
      title: "LM Studio, which OpenClaw then tells to load the model with 200,000 tokens",
      server: () => startLmStudio({}),
      config: { id: "lmstudio", model: "minimax/minimax-m2.1", without: ["contextWindow"] },
      finds: "warning no-context-declared",
    },
    {
      title: "the server has as much as OpenClaw assumes",
      server: () => vllm({ allocatedContext: 262_144 }),
      config: { without: ["contextWindow"] },
      finds: null,
    },
    {
      title: "the server does not report a size either",
      server: () => litellm(),
      config: { id: "litellm", without: ["contextWindow"] },
      finds: "warning no-context-declared",
    },
  ],
};
