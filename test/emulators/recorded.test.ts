import { describe, expect, test } from "vitest";
import { isObject, type Json } from "../../src/core/json.ts";
import { litellm } from "./litellm.ts";
import { llamacpp } from "./llamacpp.ts";
import { mlx } from "./mlx.ts";
import { ollama } from "./ollama.ts";
import { KEY } from "./recorded/battery.ts";
import {
  askAgain,
  compare,
  differences,
  type Exception,
  isExcused,
  type Pair,
  seen,
} from "./recorded/compare.ts";
import type { Reply } from "./recorded/exchange.ts";
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
    field: /(^body|\.error)\.(message|n_prompt_tokens)$/,
    reason: "the same; the second test compares these texts without their numbers",
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
  {
    recording: recording("vllm"),
    start: (options) => {
      const [model = { id: "" }] = options.models ?? [];
      // the recorded one was started with a folder
      return startEmulator(vllm({ ...options, models: [{ ...model, row: { root: "/models/tiny" } }] }));
    },
  },
  {
    recording: recording("vllm", "-no-parser"),
    start: (options) => startEmulator(vllm({ ...options, chat: "400-no-tool-parser" })),
  },
];

/** What the emulator of a case says to the battery. */
async function pairsOf({ recording, start }: Case): Promise<Pair[]> {
  const { model, context, key } = recording.situation;
  const apiKey = key ? KEY : undefined;
  const emulator = await start({
    models: [{ id: model }],
    allocatedContext: context,
    trainedContext: 131_072,
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  try {
    return await askAgain(emulator.origin, recording, apiKey);
  } finally {
    await emulator.close();
  }
}

describe.each(CASES)("$recording.folder", (one) => {
  const { folder } = one.recording;
  const asked = pairsOf(one);

  test("the emulator answers as the real server did", async () => {
    const pairs = await asked;
    expect(pairs.length).toBeGreaterThan(2);
    expect(differences(folder, pairs, EXCEPTIONS)).toEqual([]);
  });

  test("what it says of a prompt that is too long has the same words", async () => {
    const words = (reply: Reply) => JSON.stringify(reply.body ?? reply.events ?? null).replace(/\d+/g, "N");
    for (const { ask, recorded, emulated } of await asked) {
      if (ask.name.startsWith("chat-overflow")) expect(words(emulated)).toBe(words(recorded));
    }
  });

  test("a change of any field is noticed, in the recording and in the emulator", async () => {
    const unnoticed: string[] = [];
    for (const pair of await asked) {
      for (const [side, reply] of [
        ["recorded", pair.recorded],
        ["emulated", pair.emulated],
      ] as const) {
        for (const { path, changed } of changes(seen(reply))) {
          if (isExcused(folder, pair.ask.name, path, EXCEPTIONS)) continue;
          const other = seen(side === "recorded" ? pair.emulated : pair.recorded);
          if (
            compare(changed, other, "", (at) => isExcused(folder, pair.ask.name, at, EXCEPTIONS)).length === 0
          ) {
            unnoticed.push(`${side} ${pair.ask.name}: ${path}`);
          }
        }
      }
    }
    expect(unnoticed).toEqual([]);
  });
});

test("every exception is needed", async () => {
  const all = await Promise.all(
    CASES.map(async (one) => ({ folder: one.recording.folder, pairs: await pairsOf(one) })),
  );
  const idle = EXCEPTIONS.filter((exception) => {
    const others = EXCEPTIONS.filter((other) => other !== exception);
    return all.every(({ folder, pairs }) => differences(folder, pairs, others).length === 0);
  });
  expect(idle).toEqual([]);
});

/** The same reply with one value changed, for each value in it. */
function changes(value: Json, at = ""): { path: string; changed: Json }[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      changes(item, `${at}.${index}`).map(({ path, changed }) => ({
        path,
        changed: value.map((old, place) => (place === index ? changed : old)),
      })),
    );
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      changes(item, at === "" ? key : `${at}.${key}`).map(({ path, changed }) => ({
        path,
        changed: { ...value, [key]: changed },
      })),
    );
  }
  return [{ path: at, changed: "changed" }];
}
