import {
  type Cases,
  defaults,
  llamacpp,
  lms,
  ollama,
  only,
  provider,
  ROW,
  setup,
  startLmStudio,
  URL_LINE,
  vllm,
} from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: setup({ model: "qwen3-4b" }).replace('"local/qwen3-4b"', '«"local/qwen3-4b"') },
    { text: setup({ model: "qwen3-14b-iq3_xs" }).replace('"local/', '«"local/') },
    {
      text: setup({ model: "llama-3.2:3b", rest: 'tools: { profile: "full" },' }).replace(
        '"local/',
        '«"local/',
      ),
    },
  ],
  passing: [
    setup({ model: "qwen3-4b", rest: 'tools: { profile: "coding" },' }),
    setup({ model: "qwen3-4b", agent: "experimental: { localModelLean: true }" }),
    setup({ model: "qwen3-30b-a3b" }),
    setup({ model: "qwen3-8b" }),
    setup({ model: "glm-4.5-106b-q2_k" }),
    setup({ model: "gemma-3n-e4b" }),
    setup({ model: "mixtral-8x7b-3bit" }),
    setup({ model: "qwen2.5-7b-instruct-1m" }),
    {
      text: setup({ model: "qwen3-4b", fields: "compat: { supportsTools: false }" }),
      besides: ["tools-switched-off"],
    },
    // the small one is only the safety net
    provider(`${URL_LINE} models: [{ ${ROW} }, { id: "qwen3-4b", name: "S", contextWindow: 65536 }]`, {
      rest: defaults('model: { primary: "local/qwen3", fallbacks: ["local/qwen3-4b"] }'),
    }),
  ],
  scenarios: [
    {
      title: "LM Studio reports 3B",
      server: () => startLmStudio({ models: [lms("helper", { parameters: "3B" })] }),
      config: { id: "lmstudio", model: "helper" },
      finds: "info small-model-overwhelmed",
      says: /3 billion parameters, says LM Studio/,
    },
    {
      title: "LM Studio reports 12B at 2 bits",
      server: () => startLmStudio({ models: [lms("helper", { parameters: "12B", quantization: "Q2_K" })] }),
      config: { id: "lmstudio", model: "helper" },
      finds: "info small-model-overwhelmed",
    },
    {
      title: "Ollama reports 494.03M",
      server: () => ollama({ models: [{ id: "mini:latest", parameters: "494.03M" }] }),
      config: { id: "ollama", api: "ollama", at: "origin", model: "mini:latest" },
      finds: "info small-model-overwhelmed",
    },
    {
      title: "229B with 10B active",
      server: () => startLmStudio({ models: [lms("helper", { parameters: "229B-A10B" })] }),
      config: { id: "lmstudio", model: "helper" },
      finds: null,
    },
    {
      title: "a small one with a narrow profile",
      server: () => startLmStudio({ models: [lms("helper", { parameters: "3B" })] }),
      config: { id: "lmstudio", model: "helper", more: { tools: { profile: "coding" } } },
      finds: null,
    },
    {
      title: "calls a tool after a short prompt only",
      server: () => llamacpp(only("short")),
      deep: true,
      finds: "warning small-model-overwhelmed",
      neighbors: [() => llamacpp({ slots: 1 })],
    },
    {
      title: "calls a tool only if it is the only one",
      server: () => vllm(only("one-tool", "text")),
      deep: true,
      finds: "warning small-model-overwhelmed",
      neighbors: [() => vllm()],
    },
    {
      title: "a server that does not report the size: the finding by name stays",
      server: () => vllm({ models: [{ id: "qwen3-4b" }] }),
      config: { model: "qwen3-4b" },
      finds: "info small-model-overwhelmed",
    },
    {
      title: "suspected by name, but the tool call arrives",
      server: () => vllm({ models: [{ id: "qwen3-4b" }] }),
      config: { model: "qwen3-4b" },
      deep: true,
      likely: "info small-model-overwhelmed",
      finds: null,
    },
  ],
};
