import type { JsonObject } from "../../src/core/json.ts";
import { generic, litellm, llamacpp, ollama, sglang, vllm } from "../emulators/index.ts";
import { at, type CheckRow, lms, type RowConfig, row, studio } from "./check-row.ts";

const QWEN = "qwen3.5:9b";
const native: RowConfig = { id: "ollama", api: "ollama", model: QWEN, at: "origin" };
const image = (id: string): JsonObject => ({
  agents: { defaults: { model: { primary: id }, imageModel: id } },
});
const NOMIC = "text-embedding-nomic-embed-text-v1.5";
const embedder = { key: NOMIC, type: "embedding" as const, maxContext: 2_048 };
const searching = (search: JsonObject): JsonObject => ({ memory: { search } });

/** What a reading alone shows: for each id its faults and its healthy neighbours. */
export const CHECK_ROWS: Readonly<Record<string, readonly CheckRow[]>> = {
  "ollama-context-default": [
    {
      what: "loaded with Ollama's default, its own API: the size goes into each request",
      server: at(ollama({ allocatedContext: 4_096 })),
      config: native,
      finds: "error ollama-context-default",
      edits: { [row("params.num_ctx", "ollama")]: 65_536 },
    },
    {
      what: "the same over /v1, which cannot ask",
      server: at(ollama({ allocatedContext: 32_768 })),
      config: { model: QWEN },
      finds: "error ollama-context-default",
      edits: { [row("contextWindow")]: 32_768 },
    },
    {
      what: "not loaded, but the Modelfile says 8192",
      server: at(ollama({ models: [{ id: QWEN, loaded: false }], numCtx: 8_192 })),
      config: native,
      finds: "error ollama-context-default",
    },
    {
      what: "OpenClaw asks for less than it plans with",
      server: at(ollama()),
      config: { ...native, row: { params: { num_ctx: 16_384 } } },
      finds: "error ollama-context-default",
      says: /asks Ollama for 16,384 .* plans with 65,536/,
    },
    {
      what: "healthy: OpenClaw asks for it, whatever was loaded before",
      server: at(ollama({ allocatedContext: 4_096 })),
      config: { ...native, row: { params: { num_ctx: 65_536 } } },
      finds: null,
    },
    {
      what: "healthy: contextTokens is sent as num_ctx, and params of the provider too",
      server: at(ollama({ allocatedContext: 4_096 })),
      config: { ...native, row: { contextTokens: 65_536 } },
      finds: null,
    },
    {
      what: "healthy: loaded with what the config says",
      server: at(ollama()),
      config: native,
      finds: null,
    },
  ],
  "vision-not-declared": [
    {
      what: "imageModel sees, and its row does not say so",
      server: studio({ models: [lms("qwen3-vl", { type: "vlm" })] }),
      config: { model: "qwen3-vl", row: { input: ["text"] }, more: image("local/qwen3-vl") },
      finds: "warning vision-not-declared",
      edits: { [row("input")]: ["text", "image"] },
    },
    {
      what: "imageModel is blind, says llama.cpp",
      server: at(llamacpp()),
      config: { row: { input: ["text", "image"] }, more: image("local/qwen3-coder-30b") },
      finds: "warning vision-not-declared",
      says: /cannot read images/,
    },
    {
      what: "healthy: both say so",
      server: studio({ models: [lms("qwen3-vl", { type: "vlm" })] }),
      config: { model: "qwen3-vl", row: { input: ["text", "image"] }, more: image("local/qwen3-vl") },
      finds: null,
    },
    {
      what: "healthy: a model that could see is used for text only",
      server: studio({ models: [lms("qwen3-vl", { type: "vlm" })] }),
      config: { model: "qwen3-vl", row: { input: ["text"] } },
      finds: null,
    },
  ],
  "memory-search-needs-openai": [
    {
      what: "switched on without a provider, and LM Studio has a model for it",
      server: studio({ models: [embedder, lms("qwen3")] }),
      config: { id: "lmstudio", model: "qwen3", more: searching({ enabled: true }) },
      finds: "info memory-search-needs-openai",
      edits: { "memory.search.provider": "lmstudio", "memory.search.model": NOMIC },
    },
    {
      what: "the same of Ollama",
      server: at(ollama({ models: [{ id: QWEN }, { id: "nomic-embed-text:latest", type: "embedding" }] })),
      config: { id: "ollama", model: QWEN, more: searching({ enabled: true }) },
      finds: "info memory-search-needs-openai",
    },
    {
      what: "healthy: a provider is named",
      server: studio({ models: [embedder, lms("qwen3")] }),
      config: { id: "lmstudio", model: "qwen3", more: searching({ enabled: true, provider: "lmstudio" }) },
      finds: null,
    },
    {
      what: "healthy: memory search is not spoken of",
      server: studio({ models: [embedder, lms("qwen3")] }),
      config: { id: "lmstudio", model: "qwen3" },
      finds: null,
    },
  ],
  "max-tokens-overflow": [
    {
      what: "vLLM, contextTokens right, maxTokens as large as the whole server",
      server: at(vllm()),
      config: { row: { contextWindow: 131_072, contextTokens: 65_536, maxTokens: 65_536 } },
      finds: "warning max-tokens-overflow",
      edits: { [row("maxTokens")]: 8_192 },
    },
    {
      what: "SGLang",
      server: at(sglang()),
      config: { row: { maxTokens: 70_000 } },
      finds: "warning max-tokens-overflow",
    },
    {
      what: "healthy: room for a prompt",
      server: at(vllm()),
      config: { row: { maxTokens: 16_384 } },
      finds: null,
    },
    {
      what: "healthy: llama.cpp shortens the answer itself",
      server: at(llamacpp()),
      config: { row: { maxTokens: 65_536 } },
      finds: null,
    },
  ],
  "id-repeats-provider": [
    {
      what: "the row's id has the provider in front, and so has the ref",
      server: at(vllm()),
      config: { id: "vllm", model: "vllm/qwen3-coder-30b" },
      finds: "error id-repeats-provider",
      edits: {
        [row("id", "vllm")]: "qwen3-coder-30b",
        "agents.defaults.model.primary": "vllm/qwen3-coder-30b",
      },
    },
    {
      what: "llama.cpp answers any name: a warning",
      server: at(llamacpp()),
      config: { model: "local/qwen3-coder-30b" },
      finds: "warning id-repeats-provider",
    },
    {
      what: "healthy: the server itself lists the longer name",
      server: at(vllm({ models: [{ id: "qwen/qwen3" }] })),
      config: { id: "qwen", model: "qwen/qwen3" },
      finds: null,
    },
    {
      what: "another id altogether is not this fault",
      server: at(vllm()),
      config: { id: "vllm", model: "vllm/other" },
      finds: "error model-id-not-served",
    },
  ],
  "small-model-overwhelmed": [
    {
      what: "LM Studio tells 3B",
      server: studio({ models: [lms("helper", { parameters: "3B" })] }),
      config: { id: "lmstudio", model: "helper" },
      finds: "info small-model-overwhelmed",
      says: /3 billion parameters, says LM Studio/,
    },
    {
      what: "LM Studio tells 12B at 2 bits",
      server: studio({ models: [lms("helper", { parameters: "12B", quantization: "Q2_K" })] }),
      config: { id: "lmstudio", model: "helper" },
      finds: "info small-model-overwhelmed",
    },
    {
      what: "Ollama tells 494.03M",
      server: at(ollama({ models: [{ id: "mini:latest", parameters: "494.03M" }] })),
      config: { model: "mini:latest" },
      finds: "info small-model-overwhelmed",
    },
    {
      what: "healthy: 229B with 10B active",
      server: studio({ models: [lms("helper", { parameters: "229B-A10B" })] }),
      config: { id: "lmstudio", model: "helper" },
      finds: null,
    },
    {
      what: "healthy: a small one with a narrow profile",
      server: studio({ models: [lms("helper", { parameters: "3B" })] }),
      config: { id: "lmstudio", model: "helper", more: { tools: { profile: "coding" } } },
      finds: null,
    },
  ],
  "no-context-declared": [
    {
      what: "the server tells, the config does not",
      server: at(vllm()),
      config: { without: ["contextWindow"] },
      finds: "warning no-context-declared",
      edits: { [row("contextWindow")]: 65_536 },
    },
    {
      what: "on llama.cpp, with an output limit that would fill it",
      server: at(llamacpp({ allocatedContext: 40_960 })),
      config: { without: ["contextWindow"], row: { maxTokens: 32_768 } },
      finds: "warning no-context-declared",
      edits: { [row("contextWindow")]: 40_960, [row("maxTokens")]: 8_192 },
    },
    {
      what: "healthy: OpenClaw's LM Studio plugin asks itself",
      server: studio({}),
      config: {
        id: "lmstudio",
        model: "minimax/minimax-m2.1",
        without: ["contextWindow"],
      },
      finds: null,
    },
    {
      what: "healthy: the server has as much as OpenClaw assumes",
      server: at(vllm({ allocatedContext: 262_144 })),
      config: { without: ["contextWindow"] },
      finds: null,
    },
  ],
  "ollama-cloud-not-local": [
    {
      what: "a cloud tag in a local config, confirmed by Ollama",
      server: at(ollama({ models: [{ id: "gpt-oss:120b-cloud" }], cloud: ["gpt-oss:120b-cloud"] })),
      config: { id: "ollama", model: "gpt-oss:120b-cloud" },
      finds: "info ollama-cloud-not-local",
    },
    {
      what: "remote without the tag is a surprise",
      server: at(ollama({ models: [{ id: "big:latest" }], cloud: ["big:latest"] })),
      config: { id: "ollama", model: "big:latest" },
      finds: "warning model-remote",
    },
    {
      what: "healthy: hosted models are in use anyway",
      server: at(ollama({ models: [{ id: "gpt-oss:120b-cloud" }], cloud: ["gpt-oss:120b-cloud"] })),
      config: {
        id: "ollama",
        model: "gpt-oss:120b-cloud",
        more: {
          agents: {
            defaults: {
              model: { primary: "ollama/gpt-oss:120b-cloud", fallbacks: ["anthropic/claude-sonnet-5"] },
            },
          },
        },
      },
      finds: null,
    },
    {
      what: "healthy: a model of its own",
      server: at(ollama()),
      config: { id: "ollama", model: QWEN },
      finds: null,
    },
  ],
  "context-undeclared": [
    {
      what: "LiteLLM declares nothing",
      server: at(litellm()),
      config: {},
      finds: "info context-undeclared",
    },
    {
      what: "healthy: LiteLLM declares what the config says",
      server: at(litellm({ declaredContext: 65_536 })),
      config: {},
      finds: null,
    },
    {
      what: "LiteLLM declares less: a warning, since nothing was measured",
      server: at(litellm({ declaredContext: 32_768 })),
      config: {},
      finds: "warning context-server-below-config",
      edits: { [row("contextWindow")]: 32_768 },
    },
  ],
  "responses-unsupported": [
    {
      what: "an unknown FastAPI server whose routes tell that it is missing",
      server: at(
        generic({ fastapi: true, responses: "missing", allocatedContext: null, models: rowsWith() }),
      ),
      config: { api: "openai-responses" },
      finds: "error responses-unsupported",
      edits: { "models.providers.local.api": "openai-completions" },
    },
    {
      what: "healthy: the same server with the route",
      server: at(generic({ fastapi: true, models: rowsWith() })),
      config: { api: "openai-responses" },
      finds: null,
    },
    {
      what: "healthy: a 404 of a server that says 404 to every GET proves nothing",
      server: at(generic({ responses: "missing", models: rowsWith() })),
      config: { api: "openai-responses" },
      finds: null,
      deepFinds: ["responses-unsupported"],
    },
  ],
};

function rowsWith() {
  return [{ id: "qwen3-coder-30b", row: { max_model_len: 65_536 } }];
}
