import { GIB } from "../../../src/core/bytes.ts";
import type { FakeMachine } from "../../machine/support/fake-machine.ts";
import {
  type Cases,
  type ConfigOf,
  laptop,
  llamacpp,
  mac32,
  mlx,
  OWN,
  ollama,
  row,
  rtx4090,
  type ServerScenario,
  UNTOLD,
  withMemory,
} from "../support/kit.ts";

const CODER = "qwen3-coder:30b";

/** Ollama with one model that is not in memory. */
const unloaded =
  (id = CODER, size = 18_556_684_288) =>
  () =>
    ollama({ models: [{ id, tools: true, loaded: false, trainedContext: 262_144, row: { size } }] });

/** A config for OpenClaw's own Ollama route, which asks for `tokens` in every request. */
const asking = (tokens: number, model = CODER) =>
  ({ ...OWN, model, row: { contextWindow: tokens, params: { num_ctx: tokens } } }) satisfies ConfigOf;

const silent = (title: string, on: () => FakeMachine, more: Partial<ServerScenario>): ServerScenario => ({
  title,
  on,
  server: unloaded(),
  config: asking(262_144),
  finds: null,
  ...more,
});

const MLX = "mlx-community/Qwen3.8-27B-4bit";
const mlxWith = (contextWindow: number) => ({
  server: () => mlx({ models: [{ id: MLX, tools: true }] }),
  config: { model: MLX, row: { contextWindow } },
  on: mac32,
});
const listener = (program: string) =>
  `LISTEN 0 128 127.0.0.1:11434 0.0.0.0:* users:(("${program}",pid=4711,fd=5))\n`;

export const cases: Cases = {
  scenarios: [
    {
      title: "Ollama is asked for a context whose cache does not fit on the card",
      on: () => rtx4090(),
      server: unloaded(),
      config: asking(262_144),
      finds: "warning oom-kv-cache",
      says: /24\.0 GiB of GPU memory \(nvidia-smi\), 23\.5 GiB free .*: weights 17\.3 GiB, KV cache 24\.0 GiB/,
      like: {
        evidence: {
          contextTokens: 262_144,
          weightsBytes: 18_556_684_288,
          kvBytes: 24 * GIB,
          fittingTokens: 40_960,
        },
      },
      hint: /40,960 tokens fit/,
      edits: { [row("contextWindow", "ollama")]: 40_960, [row("params.num_ctx", "ollama")]: 40_960 },
      commands: /OLLAMA_CONTEXT_LENGTH=40960/,
    },
    {
      title: "without a GPU it exceeds everything",
      on: laptop,
      server: unloaded(),
      config: asking(65_536),
      finds: "error oom-kv-cache",
      says: /the 16\.0 GiB of this machine/,
      like: { fix: null },
      hint: /smaller quantization or a smaller model/,
    },
    {
      title: "a quantized KV cache would fit, and the server does not report its own",
      on: () => rtx4090(),
      server: unloaded("qwen3.8:27b", 16_464_440_224),
      config: asking(262_144, "qwen3.8:27b"),
      finds: "info oom-kv-cache",
      hint: /q8_0/,
    },
    {
      title: "other programs hold the card",
      on: () => rtx4090(6000),
      server: unloaded(),
      config: asking(32_768),
      finds: "warning oom-kv-cache",
      afterwards: ["oom-kv-cache"],
      says: /what other programs leave.*5\.9 GiB free/,
    },
    {
      title: "a router was told a context for a model that it has yet to load",
      on: () => withMemory(32, 30),
      server: () =>
        llamacpp({
          mode: "router",
          models: [{ id: "Qwen3-Coder-30B-A3B:Q8_0", tools: true, loaded: false }],
          argsContext: 262_144,
        }),
      config: { model: "Qwen3-Coder-30B-A3B:Q8_0", row: { contextWindow: 262_144 } },
      finds: "error oom-kv-cache",
    },
    { title: "mlx-lm lets its cache grow", ...mlxWith(262_144), also: UNTOLD, finds: "warning oom-kv-cache" },
    { title: "mlx-lm with a context that fits", ...mlxWith(65_536), finds: UNTOLD, deepFinds: UNTOLD },
    silent("in memory already", laptop, {
      server: () => ollama({ models: [{ id: CODER, tools: true, loaded: true }], allocatedContext: 65_536 }),
      config: asking(65_536),
    }),
    silent("nobody knows the model", laptop, {
      server: unloaded("my-own-model:latest"),
      config: asking(262_144, "my-own-model:latest"),
    }),
    silent("size and name do not belong together", laptop, { server: unloaded(CODER, 900_000_000) }),
    silent("in a container the server may be the host's", () => laptop().system("/.dockerenv", ""), {}),
    silent(
      "in WSL the server may be that of Windows",
      () => laptop().system("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2"),
      {},
    ),
    silent("the port is a tunnel to another machine", () => laptop().prints("ss", listener("ssh")), {}),
    silent("weights beyond the card are kept in main memory on purpose", () => rtx4090(), {
      server: unloaded("gpt-oss:120b", 63_400_000_000),
      config: asking(32_768, "gpt-oss:120b"),
    }),
    {
      title: "a listener that is no tunnel",
      on: () => laptop().prints("ss", listener("ollama")),
      server: unloaded(),
      config: asking(65_536),
      finds: "error oom-kv-cache",
    },
  ],
};
