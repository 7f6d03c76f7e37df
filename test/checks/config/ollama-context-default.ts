import { type Cases, OWN, ollama, QWEN, row, setup } from "../support/kit.ts";

const OLLAMA = { id: "ollama", url: '"http://127.0.0.1:11434"', api: "ollama", model: "qwen3:8b" };

export const cases: Cases = {
  failing: [
    { text: setup({ ...OLLAMA, context: "contextWindow: «65536" }) },
    { text: setup({ ...OLLAMA, context: "contextWindow: «32768", fields: "params: { keep_alive: -1 }" }) },
    // an older release sends params.num_ctx only
    {
      text: setup({ ...OLLAMA, context: "contextWindow: «65536", fields: "contextTokens: 65536" }),
      version: "2026.7.1",
    },
  ],
  passing: [
    setup({ ...OLLAMA, fields: "params: { num_ctx: 65536 }" }),
    setup({ ...OLLAMA, fields: "contextTokens: 65536" }),
    setup({ ...OLLAMA, more: "params: { num_ctx: 65536 }," }),
    setup({ ...OLLAMA, agent: 'models: { "ollama/qwen3:8b": { params: { num_ctx: 65536 } } }' }),
    { text: setup({ ...OLLAMA, model: "kimi-k2.5:cloud" }), besides: ["ollama-cloud-not-local"] },
    // on this route OpenClaw sends the context window
    {
      text: setup({ ...OLLAMA, url: '"http://127.0.0.1:11434/v1"', api: "openai-completions" }),
      besides: ["ollama-v1-compat"],
    },
  ],
  scenarios: [
    {
      title: "loaded with Ollama's default, native API: each request carries the size",
      server: () => ollama({ allocatedContext: 4_096 }),
      config: OWN,
      finds: "error ollama-context-default",
      edits: { [row("params.num_ctx", "ollama")]: 65_536 },
    },
    {
      title: "the same over /v1, which cannot request a size",
      server: () => ollama({ allocatedContext: 32_768 }),
      config: { model: QWEN },
      finds: "error ollama-context-default",
      edits: { [row("contextWindow")]: 32_768 },
      afterwards: ["ollama-v1-compat"],
    },
    {
      title: "far too little over /v1: the remedy is Ollama's own API",
      server: () => ollama({ allocatedContext: 4_096 }),
      config: { model: QWEN },
      finds: "error ollama-context-default",
      hint: /Ollama's own API/,
      commands: /OLLAMA_CONTEXT_LENGTH/,
    },
    {
      title: "not loaded, but the Modelfile sets 8192",
      server: () => ollama({ models: [{ id: QWEN, loaded: false }], numCtx: 8_192 }),
      config: OWN,
      finds: "error ollama-context-default",
    },
    {
      title: "OpenClaw requests less than it plans with",
      server: () => ollama(),
      config: { ...OWN, row: { params: { num_ctx: 16_384 } } },
      finds: "error ollama-context-default",
      says: /asks Ollama for 16,384 .* plans with 65,536/,
    },
    {
      title: "OpenClaw requests the size, regardless of what was loaded",
      server: () => ollama({ allocatedContext: 4_096 }),
      config: { ...OWN, row: { params: { num_ctx: 65_536 } } },
      finds: null,
    },
    {
      title: "contextTokens is sent as num_ctx, and params of the provider too",
      server: () => ollama({ allocatedContext: 4_096 }),
      config: { ...OWN, row: { contextTokens: 65_536 } },
      finds: null,
    },
    { title: "loaded with the configured size", server: () => ollama(), config: OWN, finds: null },
    {
      title: "detected by the size that Ollama has allocated",
      research: "16b",
      server: () => ollama({ allocatedContext: 4_096 }),
      config: { model: QWEN },
      finds: "error ollama-context-default",
      context: 4_096,
    },
    {
      title: "not loaded, and nothing requests a size: the config finding stays",
      server: () => ollama({ models: [{ id: QWEN, loaded: false }] }),
      config: OWN,
      finds: "warning ollama-context-default",
      edits: { [row("params.num_ctx", "ollama")]: 65_536 },
      verdicts: { context: "unverified" },
    },
  ],
};
