import { expect, test } from "vitest";
import { KEY } from "./recorded/battery.ts";
import { askAgain, differences, type Exception } from "./recorded/compare.ts";
import { type Recording, recording } from "./recorded/recording.ts";
import { startEmulator } from "./start.ts";
import type { Emulator, EmulatorOptions } from "./types.ts";
import { vllm } from "./vllm.ts";

/** Where an emulator may differ from the real server, and why. */
const EXCEPTIONS: readonly Exception[] = [
  {
    field: /(^|\.)(prompt|completion|total|input|output|cached)_tokens$|timings\.\w+_n$/,
    reason: "an emulator has no tokenizer and counts four characters as a token",
  },
  {
    request: /^chat-overflow/,
    field: /\.(message|n_prompt_tokens)$/,
    reason: "the same: these texts are compared without their numbers, below",
  },
];

interface Case {
  recording: Recording;
  start: (options: EmulatorOptions) => Promise<Emulator>;
}

const CASES: readonly Case[] = [
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
