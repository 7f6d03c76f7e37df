import type { JsonObject } from "../../../src/core/json.ts";
import { configText, type Setup } from "../../doctor/harness.ts";
import {
  closedPort,
  type Emulator,
  generic,
  htmlApp,
  llamacpp,
  mlx,
  ollama,
  type Profile,
  redirect,
  startEmulator,
  startLmStudio,
  vllm,
} from "../../emulators/index.ts";
import type { Models } from "../parts/models.ts";
import { MODEL_ID, startLlama } from "./llama.ts";

/** A set-up on which OpenClaw and doctor are asked; `close` ends its server. */
export interface Stage {
  /** The config, as text. */
  config: string;
  close(): Promise<void>;
}

export interface LiveFault {
  /** Of the check that is about it. */
  id: string;
  what: string;
  deep?: boolean;
  make(): Promise<Stage>;
  /** The same set-up in order, for what OpenClaw says of any config of this shape. */
  healthy: "local" | "lmstudio" | "ollama";
}

const PING = "qwen3-coder-30b";
const LMS = "minimax/minimax-m2.1";
const OLLAMA = "qwen3.5:9b";
const listed = [{ id: PING, row: { max_model_len: 65_536 } }];

type Start = () => Promise<Pick<Emulator, "baseUrl" | "origin" | "close">>;

function stage(start: Start, setup: Omit<Setup, "baseUrl"> & { path?: string } = {}) {
  return async (): Promise<Stage> => {
    const server = await start();
    const base = setup.api === "ollama" ? server.origin : server.baseUrl;
    return {
      config: configText({ ...setup, baseUrl: `${base}${setup.path ?? ""}` }),
      close: () => server.close(),
    };
  };
}

const at = (profile: Profile) => () => startEmulator(profile);

/** What is healthy, by the provider that the faults below have. */
export const HEALTHY: Record<LiveFault["healthy"], () => Promise<Stage>> = {
  local: stage(at(vllm())),
  lmstudio: stage(() => startLmStudio(), { id: "lmstudio", model: LMS }),
  ollama: stage(at(ollama()), {
    id: "ollama",
    api: "ollama",
    model: OLLAMA,
    row: { params: { num_ctx: 65_536 } },
  }),
};

const emulated = (id: string, what: string, make: () => Promise<Stage>, deep = false): LiveFault => ({
  ...{ id, what, make, deep },
  healthy: "local",
});

/** Faults that can be made faithfully; those of other checks would only repeat an emulator's own words. */
export function liveFaults(bin: string, models: Models): LiveFault[] {
  const llama =
    (args: readonly string[], more: { model?: string; noJinja?: boolean } = {}): Start =>
    async () => {
      const port = await closedPort();
      const server = await startLlama({ bin, model: models.plain, port, args, ...more });
      return { baseUrl: server.baseUrl, origin: `http://127.0.0.1:${port}`, close: () => server.stop() };
    };
  const real = (
    id: string,
    what: string,
    args: readonly string[],
    setup: Omit<Setup, "baseUrl"> & { path?: string } = {},
    more: { model?: string; noJinja?: boolean; deep?: boolean } = {},
  ): LiveFault => ({
    ...{ id, what, healthy: "local", deep: more.deep ?? false },
    make: stage(llama(args, more), { model: MODEL_ID, ...setup }),
  });
  const good = ["-c", "65536", "-np", "1"];
  return [
    emulated("server-unreachable", "nothing listens", async () => ({
      config: configText({ baseUrl: `http://127.0.0.1:${await closedPort()}/v1` }),
      close: async () => undefined,
    })),
    real("server-401", "llama-server --api-key, no key in the config", [...good, "--api-key", "right"]),
    emulated("server-loading", "llama.cpp is still loading", stage(at(llamacpp({ loading: true })))),
    emulated("port-held-by-other-server", "a web page answers 200", stage(at(htmlApp()))),
    emulated("redirected", "a redirect to a login page", stage(at(redirect("/login")))),
    real("baseurl-path", "llama-server, /v1 doubled", good, { path: "/v1" }),
    emulated("no-model-served", "an empty list", stage(at(generic({ models: [] })))),
    emulated("model-id-not-served", "vLLM does not have the id", stage(at(vllm()), { model: "wrong-id" })),
    emulated(
      "id-repeats-provider",
      "vLLM, the provider in the id",
      stage(at(vllm()), { model: `local/${PING}` }),
    ),
    real("context-server-below-config", "llama-server -c 4096, contextWindow 65536", [
      "-c",
      "4096",
      "-np",
      "1",
    ]),
    real("context-below-floor", "llama-server -c 8192, contextWindow 8192", ["-c", "8192", "-np", "1"], {
      row: { contextWindow: 8_192 },
    }),
    real("llamacpp-slots-split-context", "llama-server -c 65536 -np 4", ["-c", "65536", "-np", "4"]),
    real("no-context-declared", "no contextWindow, llama-server -c 65536", good, {
      without: ["contextWindow"],
    }),
    emulated("context-undeclared", "mlx-lm does not tell its context", stage(at(mlx()))),
    {
      ...{ id: "ollama-context-default", what: "Ollama has 4096, contextWindow 65536", healthy: "ollama" },
      make: stage(at(ollama({ allocatedContext: 4_096 })), { id: "ollama", api: "ollama", model: OLLAMA }),
    },
    {
      ...{ id: "cpu-offload", what: "Ollama has 40% on the GPU", healthy: "ollama" },
      make: stage(at(ollama({ gpuShare: 0.4 })), {
        ...{ id: "ollama", api: "ollama", model: OLLAMA },
        row: { params: { num_ctx: 65_536 } },
      }),
    },
    {
      ...{ id: "lmstudio-duplicate-instance", what: "LM Studio holds the model twice", healthy: "lmstudio" },
      make: stage(
        () =>
          startLmStudio({
            models: [{ key: LMS, instances: [LMS, `${LMS}:2`].map((id) => ({ id, context: 65_536 })) }],
          }),
        { id: "lmstudio", model: LMS },
      ),
    },
    {
      ...{ id: "small-model-overwhelmed", what: "LM Studio says 3B", healthy: "lmstudio" },
      make: stage(
        () =>
          startLmStudio({
            models: [{ key: LMS, parameters: "3B", instances: [{ id: LMS, context: 65_536 }] }],
          }),
        { id: "lmstudio", model: LMS },
      ),
    },
    {
      ...{
        id: "vision-not-declared",
        what: "imageModel can see, its input does not say so",
        healthy: "lmstudio",
      },
      make: stage(
        () =>
          startLmStudio({ models: [{ key: LMS, type: "vlm", instances: [{ id: LMS, context: 65_536 }] }] }),
        { id: "lmstudio", model: LMS, row: { input: ["text"] }, more: imageModel(`lmstudio/${LMS}`) },
      ),
    },
    {
      ...{
        id: "memory-search-needs-openai",
        what: "memory search on, an embedding model is there",
        healthy: "lmstudio",
      },
      make: stage(
        () =>
          startLmStudio({
            models: [
              { key: LMS, instances: [{ id: LMS, context: 65_536 }] },
              { key: "text-embedding-nomic-embed-text-v1.5", type: "embedding" },
            ],
          }),
        { id: "lmstudio", model: LMS, more: { memory: { search: { enabled: true } } } },
      ),
    },
    {
      ...{ id: "model-remote", what: "Ollama passes the model on", healthy: "ollama" },
      make: stage(at(ollama({ cloud: [OLLAMA] })), {
        ...{ id: "ollama", api: "ollama", model: OLLAMA },
        row: { params: { num_ctx: 65_536 } },
      }),
    },
    real(
      "responses-overlapping-items",
      "a reasoning model over openai-responses",
      good,
      { api: "openai-responses" },
      {
        ...{ model: models.thinking, deep: true },
      },
    ),
    emulated(
      "responses-unsupported",
      "openai-responses, the server has no such route",
      stage(at(generic({ ownedBy: "me", responses: "missing", models: listed })), {
        api: "openai-responses",
      }),
    ),
    real("model-lacks-tools", "llama-server, a template without tools", good, {}, { model: models.noTools }),
    real("tools-error", "llama-server --no-jinja", good, {}, { noJinja: true, deep: true }),
    emulated(
      "tool-calls-as-text",
      "tool calls come as text",
      stage(at(vllm({ chat: "tool-as-text" }))),
      true,
    ),
    emulated(
      "vllm-no-auto-tool-choice",
      "vLLM without a tool parser",
      stage(at(vllm({ chat: "400-no-tool-parser" }))),
      true,
    ),
    emulated("think-leak", "<think> in the answer", stage(at(vllm({ chat: "think-leak" }))), true),
    emulated(
      "empty-content-reasoning",
      "reasoning, no content",
      stage(at(vllm({ chat: "reasoning-only" }))),
      true,
    ),
    emulated("no-answer", "an empty answer", stage(at(vllm({ chat: "empty" }))), true),
    emulated("stream-cut", "the stream breaks off", stage(at(vllm({ chat: "cut" }))), true),
    emulated(
      "usage-missing-in-stream",
      "no usage in the stream",
      stage(at(vllm({ chat: "no-usage" }))),
      true,
    ),
    emulated("answer-error", "an error event in the stream", stage(at(vllm({ chat: "error-event" }))), true),
  ];
}

function imageModel(ref: string): JsonObject {
  return { agents: { defaults: { model: { primary: ref }, imageModel: ref } } };
}
