import { generic, llamacpp, ollama, sglang, startLmStudio, vllm } from "../emulators/index.ts";
import { at, type CheckRow, lms, type RowConfig, row, studio } from "./check-row.ts";

const MODEL = "qwen3-coder-30b";
const QWEN = "qwen3.5:9b";
const NOMIC = "text-embedding-nomic-embed-text-v1.5";
const LMS: RowConfig = { id: "lmstudio", model: "minimax/minimax-m2.1" };
const OWN: RowConfig = { id: "ollama", model: QWEN };
const router = (options: Parameters<typeof llamacpp>[0]) => at(llamacpp({ mode: "router", ...options }));

/** What is listed, and with how much context: as check-rows.ts. */
export const STAGE_ROWS: Readonly<Record<string, readonly CheckRow[]>> = {
  "no-model-served": [
    {
      what: "an empty list",
      server: at(generic({ models: [] })),
      config: {},
      finds: "error no-model-served",
    },
    { what: "healthy: one model", server: at(generic({ models: [listed()] })), config: {}, finds: null },
  ],
  "model-id-not-served": [
    {
      what: "another quantization",
      server: at(vllm()),
      config: { model: "qwen3-coder-30b-fp8" },
      finds: "error model-id-not-served",
      edits: { [row("id")]: MODEL, "agents.defaults.model.primary": `local/${MODEL}` },
    },
    {
      what: "healthy: an alias",
      server: at(vllm({ models: [{ id: MODEL, aliases: ["coder"] }] })),
      config: { model: "coder" },
      finds: null,
    },
  ],
  "model-load-failed": [
    {
      what: "a router's load failed",
      server: router({ failed: [MODEL] }),
      config: {},
      finds: "error model-load-failed",
    },
    {
      what: "healthy: of another model, which nothing uses",
      server: router({ models: [{ id: MODEL, loaded: true }, { id: "other" }], failed: ["other"] }),
      config: {},
      finds: null,
    },
  ],
  "embedding-as-chat": [
    {
      what: "LM Studio says that it is one",
      server: studio({ models: [{ key: NOMIC, type: "embedding", instances: [inMemory(NOMIC)] }] }),
      config: { id: "lmstudio", model: NOMIC },
      finds: "error embedding-as-chat",
      says: /cannot answer a chat/,
    },
    {
      what: "Ollama says that it is one",
      server: at(ollama({ models: [{ id: QWEN }, { id: "nomic-embed-text:latest", type: "embedding" }] })),
      config: { id: "ollama", model: "nomic-embed-text:latest" },
      finds: "error embedding-as-chat",
    },
    {
      what: "healthy: it stands beside the chat model",
      server: at(ollama({ models: [{ id: QWEN }, { id: "nomic-embed-text:latest", type: "embedding" }] })),
      config: OWN,
      finds: null,
    },
    {
      what: "healthy: a chat model whose name looks like one",
      server: studio({ models: [lms("embed-and-chat")] }),
      config: { id: "lmstudio", model: "embed-and-chat" },
      finds: null,
    },
  ],
  "model-remote": [
    {
      what: "remote without the tag of the cloud",
      server: at(ollama({ models: [{ id: "big:latest" }], cloud: ["big:latest"] })),
      config: { id: "ollama", model: "big:latest" },
      finds: "warning model-remote",
    },
    {
      what: "healthy: another one of the list is remote",
      server: at(ollama({ models: [{ id: QWEN }, { id: "big:latest" }], cloud: ["big:latest"] })),
      config: OWN,
      finds: null,
    },
  ],
  "lmstudio-unloaded": [
    {
      what: "on disk only",
      server: () => startLmStudio({ loadedContext: null }),
      config: LMS,
      finds: "error lmstudio-unloaded",
    },
    {
      what: "healthy: another one is on disk only",
      server: studio({ models: [lms("in-use"), { key: "on-disk" }] }),
      config: { id: "lmstudio", model: "in-use" },
      finds: null,
    },
  ],
  "llamacpp-slots-split-context": [
    {
      what: "-c 65536 -np 8",
      server: at(llamacpp({ slots: 8, allocatedContext: 8_192 })),
      config: {},
      finds: "error llamacpp-slots-split-context",
      says: /each of its 8 slots 8,192 tokens of the 65,536/,
    },
    {
      what: "healthy: four slots that share the whole context",
      server: at(llamacpp({ slots: 4 })),
      config: {},
      finds: null,
    },
    {
      what: "healthy: two slots, each with enough",
      server: at(llamacpp({ slots: 2, allocatedContext: 131_072 })),
      config: {},
      finds: null,
    },
  ],
  "context-server-below-config": [
    {
      what: "vLLM with --max-model-len 32768",
      server: at(vllm({ allocatedContext: 32_768 })),
      config: {},
      finds: "error context-server-below-config",
      edits: { [row("contextWindow")]: 32_768 },
    },
    {
      what: "healthy: contextTokens says how much of the window is there",
      server: at(vllm({ allocatedContext: 32_768 })),
      config: { row: { contextTokens: 32_768 } },
      finds: null,
    },
    {
      what: "healthy: the server has more",
      server: at(vllm({ allocatedContext: 131_072 })),
      config: {},
      finds: null,
    },
  ],
  "context-below-floor": [
    {
      what: "server and config agree on 8192",
      server: at(vllm({ allocatedContext: 8_192 })),
      config: { row: { contextWindow: 8_192, maxTokens: 2_048 } },
      finds: "error context-below-floor",
      says: /^vLLM gives local\/qwen3-coder-30b 8,192 tokens, and a first turn needs [\d,]+$/,
      edits: { [row("contextWindow")]: 32_768 },
      afterwards: ["context-server-below-config"],
    },
    {
      what: "the config alone is too small",
      server: at(sglang()),
      config: { row: { contextWindow: 8_192, maxTokens: 2_048 } },
      finds: "error context-below-floor",
      says: /^The config gives/,
      edits: { [row("contextWindow")]: 65_536 },
    },
    {
      what: "enough for a turn, not for a conversation",
      server: at(vllm({ allocatedContext: 24_576 })),
      config: { row: { contextWindow: 24_576 } },
      finds: "warning context-below-floor",
      says: /a first turn fits/,
      edits: { [row("contextWindow")]: 32_768 },
      afterwards: ["context-server-below-config"],
    },
    {
      what: "healthy: what is comfortable, and no more",
      server: at(vllm({ allocatedContext: 32_768 })),
      config: { row: { contextWindow: 32_768 } },
      finds: null,
    },
  ],
  "lmstudio-duplicate-instance": [
    {
      what: "in memory twice: the smaller one goes",
      server: studio({
        models: [{ key: "qwen3", instances: [inMemory("qwen3"), { id: "qwen3:2", context: 131_072 }] }],
      }),
      config: { id: "lmstudio", model: "qwen3" },
      finds: "warning lmstudio-duplicate-instance",
      says: /holds qwen3 2 times: qwen3 \(65,536\) and qwen3:2 \(131,072\)/,
      commands: ["lms unload qwen3"],
    },
    {
      what: "healthy: two models, one instance each",
      server: studio({ models: [lms("qwen3"), lms("qwen3-vl")] }),
      config: { id: "lmstudio", model: "qwen3" },
      finds: null,
    },
  ],
  "cpu-offload": [
    {
      what: "Ollama with 60 % on the GPU",
      server: at(ollama({ gpuShare: 0.6 })),
      config: OWN,
      finds: "warning cpu-offload",
      says: /only 60% of/,
    },
    {
      what: "Ollama on the CPU alone",
      server: at(ollama({ gpuShare: 0 })),
      config: OWN,
      finds: "warning cpu-offload",
      says: /on the CPU alone/,
    },
    {
      what: "healthy: all of it but rounding",
      server: at(ollama({ gpuShare: 0.995 })),
      config: OWN,
      finds: null,
    },
  ],
  "model-lacks-tools": [
    {
      what: "Ollama says so of the model",
      server: at(ollama({ models: [{ id: QWEN, tools: false }] })),
      config: OWN,
      finds: "error model-lacks-tools",
      says: /^Ollama .*takes no tools/,
    },
    {
      what: "llama.cpp says so of the template",
      server: at(llamacpp({ templateTools: false })),
      config: {},
      finds: "error model-lacks-tools",
    },
    {
      what: "healthy: the config says that it shall only chat",
      server: at(llamacpp({ templateTools: false })),
      config: { row: { compat: { supportsTools: false } } },
      finds: null,
    },
    {
      what: "healthy: another model of the list takes none",
      server: at(ollama({ models: [{ id: QWEN }, { id: "chat-only:1b", tools: false }] })),
      config: OWN,
      finds: null,
    },
  ],
  "fallback-not-triggered": [
    {
      what: "asked for: no fallback is configured",
      server: at(vllm()),
      config: {},
      args: ["--only", "fallback-not-triggered"],
      finds: "info fallback-not-triggered",
      says: /nothing would answer: no fallback is configured/,
    },
    { what: "healthy: nobody asked", server: at(vllm()), config: {}, finds: null },
  ],
};

function listed(id = MODEL) {
  return { id, row: { max_model_len: 65_536 } };
}

function inMemory(id: string) {
  return { id, context: 65_536 };
}
