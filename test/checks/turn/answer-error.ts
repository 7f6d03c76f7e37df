import { generic, llamacpp, sglang, startLmStudio, vllm } from "../../emulators/index.ts";
import { LISTED, LMS, UNTOLD } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "the prompt is too long",
      research: "7c",
      says: /maximum context length/,
      server: () => vllm({ chat: "overflow" }),
      deep: true,
      finds: "error answer-error",
      commands: /--max-model-len \d+/,
      neighbors: [() => vllm({ speed: { read: 200_000 } })],
    },
    {
      title: "the list is open, and inference is not",
      server: () => generic({ chat: "unauthorized" }),
      deep: true,
      also: UNTOLD,
      finds: "error answer-error",
      neighbors: [() => generic()],
    },
    ...(["0.3", "0.4", "0.4.20"] as const).map((overflow, index) => ({
      title: `LM Studio ${overflow} refuses a prompt that is too long, in the stream`,
      research: `5${"abc"[index]}`,
      server: () => startLmStudio({ overflow, chat: "overflow" }),
      config: LMS,
      deep: true as const,
      finds: "error answer-error",
      hint: /raise the server's context/,
    })),
    {
      title: "SGLang lists its model before it is ready",
      research: "18b",
      server: () => sglang({ starting: true }),
      deep: true,
      finds: "error answer-error",
      says: /starting/,
    },
    {
      title: "an error event in the middle of a stream",
      research: "24c",
      server: () => generic({ models: LISTED, chat: "error-event" }),
      deep: true,
      finds: "error answer-error",
    },
    {
      title: "vLLM in order",
      research: "7a",
      server: () => vllm(),
      finds: null,
      kind: "vllm",
      context: 65_536,
    },
    {
      title: "an overflow: the command that raises llama.cpp's context",
      server: () => llamacpp({ chat: "overflow" }),
      deep: true,
      finds: "error answer-error",
      like: { evidence: { cause: "context-overflow" } },
      commands: /-c 65536/,
    },
  ],
};
