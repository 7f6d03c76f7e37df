import {
  behind,
  type Cases,
  htmlApp,
  huge,
  llamacpp,
  nonJson,
  notHttp,
  OWN,
  ollama,
  otherJson,
  sglang,
  vllm,
} from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "a web page",
      research: "22a",
      kind: null,
      server: () => htmlApp(),

      finds: "error port-held-by-other-server",
      says: /is not a model server/,
    },
    {
      title: "vLLM where the config speaks Ollama's own API",
      server: () => vllm(),
      config: { api: "ollama", at: "origin", row: { params: { num_ctx: 65_536 } } },
      finds: "error port-held-by-other-server",
      edits: { "models.providers.local.api": "openai-completions" },
      afterwards: ["baseurl-path"],
    },
    {
      title: "vLLM under the name of LM Studio",
      server: () => vllm(),
      config: { id: "lmstudio" },
      finds: "warning port-held-by-other-server",
      says: /although the provider is called lmstudio/,
    },
    {
      title: "vLLM under a name of its product",
      server: () => vllm(),
      config: { id: "vllm-box" },
      finds: null,
    },
    { title: "SGLang poses as Ollama", research: "17", server: () => sglang(), finds: null, kind: "sglang" },
    {
      title: "Ollama before 0.30",
      research: "15a",
      server: () => ollama({ old: true, version: "0.20.0" }),
      config: OWN,
      finds: null,
      kind: "ollama",
    },
    {
      title: "Ollama from 0.30",
      research: "15b",
      server: () => ollama(),
      config: OWN,
      finds: null,
      kind: "ollama",
    },
    {
      title: "no JSON",
      research: "22c",
      server: () => nonJson(),
      finds: "error port-held-by-other-server",
      kind: null,
    },
    {
      title: "a body of 50 MB",
      research: "22e",
      server: () => huge(50),
      finds: "error port-held-by-other-server",
      kind: null,
    },
    {
      title: "no HTTP",
      research: "22g",
      server: () => notHttp(),
      finds: "error port-held-by-other-server",
      kind: null,
    },
    {
      title: "other JSON",
      server: () => otherJson(),
      finds: "error port-held-by-other-server",
      verdicts: { reachable: "fail", listed: "skip" },
    },
    {
      title: "llama.cpp where the config speaks Ollama's own API",
      server: () => llamacpp(),
      config: { api: "ollama", row: { params: { num_ctx: 65_536 } } },
      finds: "error port-held-by-other-server",
      edits: { "models.providers.local.api": "openai-completions" },
    },
    { title: "vLLM under a name of its own", server: () => vllm(), config: { id: "gpubox" }, finds: null },
    {
      title: "neither a model list nor a route for inferences",
      server: () =>
        behind(vllm(), (exchange) => {
          exchange.json(404, { detail: "Not Found" });
          return true;
        }),
      args: ["--deep"],
      finds: "error port-held-by-other-server",
      says: /neither a model list nor a route/,
      verdicts: { reachable: "pass", listed: "unverified", answers: "fail" },
    },
  ],
};
