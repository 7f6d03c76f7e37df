import { type Cases, generic, LISTED, llamacpp, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "the end of a thought in the answer",
      server: () => llamacpp({ answer: "Let me see. </think> pong" }),
      deep: true,
      finds: "warning think-leak",
      neighbors: [() => llamacpp({ answer: "I think <so>: pong" })],
    },
    {
      title: "[THINK], which OpenClaw shows to the user",
      server: () => vllm({ answer: "[THINK]Let me see.[/THINK]pong" }),
      deep: true,
      finds: "warning think-leak",
      says: /shows it/,
      hint: /--reasoning-parser mistral/,
      commands: /--reasoning-parser mistral/,
      neighbors: [() => vllm({ answer: "[x] think, [ ] act: pong" })],
    },
    {
      title: "an end without a start: the parser of the model's family",
      server: () => vllm({ models: [{ id: "qwen3-32b" }], answer: "Let me see.\n</think>\n\npong" }),
      config: { model: "qwen3-32b" },
      deep: true,
      finds: "warning think-leak",
      hint: /--reasoning-parser qwen3$/,
      commands: /--reasoning-parser qwen3/,
    },
    {
      title: "a server whose options are unknown: the names in those that are known",
      server: () => generic({ models: LISTED, answer: "<seed:think>Let me see.</seed:think>pong" }),
      deep: true,
      finds: "warning think-leak",
      hint: /vLLM: --reasoning-parser seed_oss/,
    },
    {
      title: "<think> in the content",
      research: "23c",
      server: () => generic({ models: LISTED, chat: "think-leak" }),
      deep: true,
      finds: "warning think-leak",
    },
  ],
};
