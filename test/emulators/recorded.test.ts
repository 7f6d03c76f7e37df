import { expect, test } from "vitest";
import { litellm } from "./litellm.ts";
import { llamacpp } from "./llamacpp.ts";
import { mlx } from "./mlx.ts";
import { ollama } from "./ollama.ts";
import { KEY } from "./recorded/battery.ts";
import { askAgain, differences, type Exception } from "./recorded/compare.ts";
import { type Recording, recording } from "./recorded/recording.ts";
import { sglang } from "./sglang.ts";
import { startEmulator } from "./start.ts";
import type { Emulator, EmulatorOptions } from "./types.ts";
import { vllm } from "./vllm.ts";

/** Where an emulator may differ from the real server, and why. */
const EXCEPTIONS: readonly Exception[] = [
  {
    field:
      /(^|\.)(prompt|completion|total|input|output|cached|cache_write)_tokens$|\.(cache|prompt|predicted)_n$|eval_count$/,
    reason: "an emulator has no tokenizer and counts four characters as a token",
  },
  {
    request: /^chat-overflow/,
    field: /\.(message|n_prompt_tokens)$/,
    reason: "the same; another test compares these texts without their numbers",
  },
  {
    field: /\.(model_path|parent_model|api_base|admin_api_key)$|\.status\.(args|preset)/,
    reason:
      "the emulated ones are secrets and paths of a home, so that tests see whether an output shows them",
  },
  {
    product: /^litellm/,
    field: /litellm_params\.model$|\.litellm_provider$/,
    reason: "the emulator stands in front of vLLM, the recorded one in front of llama-server",
  },
  { request: /^get-api-ps$/, field: /\.size$/, reason: "the recorded model is tiny" },
];

interface Case {
  recording: Recording;
  start: (options: EmulatorOptions) => Promise<Emulator>;
}

const CASES: readonly Case[] = [
  {
    recording: recording("llama-server"),
    start: (options) => startEmulator(llamacpp({ ...options, slots: 1 })),
  },
  {
    recording: recording("llama-server", "-router"),
    start: (options) => startEmulator(llamacpp({ ...options, mode: "router", argsContext: 8_192 })),
  },
  {
    recording: recording("litellm"),
    start: (options) => startEmulator(litellm({ ...options, declaredContext: 8_192, failsWithoutKey: true })),
  },
  { recording: recording("mlx-lm"), start: (options) => startEmulator(mlx(options)) },
  {
    recording: recording("mlx-vlm"),
    start: (options) => startEmulator(mlx({ ...options, product: "mlx-vlm" })),
  },
  {
    recording: recording("mlx-vlm", "-no-limit"),
    start: (options) => startEmulator(mlx({ ...options, product: "mlx-vlm" })),
  },
  {
    recording: recording("ollama"),
    start: (options) => startEmulator(ollama({ ...options, old: true, gpuShare: 0 })),
  },
  {
    recording: recording("ollama", "-empty"),
    start: (options) => startEmulator(ollama({ ...options, old: true, models: [] })),
  },
  {
    recording: recording("sglang"),
    start: (options) => startEmulator(sglang({ ...options, info: { context_length: 8_192 } })),
  },
  {
    recording: recording("sglang", "-no-parser"),
    start: (options) => startEmulator(sglang({ ...options, toolParser: null })),
  },
  { recording: recording("vllm"), start: (options) => startEmulator(vllm(options)) },
  {
    recording: recording("vllm", "-no-parser"),
    start: (options) => startEmulator(vllm({ ...options, chat: "400-no-tool-parser" })),
  },
];

test.each(CASES)(
  "the emulator of $recording.folder answers as the real server did",
  async ({ recording, start }) => {
    const { model, context, key } = recording.situation;
    const apiKey = key ? KEY : undefined;
    const emulator = await start({
      models: [{ id: model }],
      allocatedContext: context,
      trainedContext: 131_072,
      ...(apiKey === undefined ? {} : { apiKey }),
    });
    try {
      const pairs = await askAgain(emulator.origin, recording, apiKey);
      expect(pairs.length).toBeGreaterThan(2);
      expect(differences(recording.folder, pairs, EXCEPTIONS)).toEqual([]);
    } finally {
      await emulator.close();
    }
  },
);
