import {
  type Cases,
  LMS,
  litellm,
  llamacpp,
  MODEL,
  mlx,
  ollama,
  QWEN,
  row,
  startLmStudio,
  UNTOLD,
} from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "LiteLLM declares what the config says",
      server: () => litellm({ declaredContext: 65_536 }),

      finds: null,
    },
    {
      title: "LiteLLM declares less: a warning, since nothing was measured",
      server: () => litellm({ declaredContext: 32_768 }),

      finds: "warning context-server-below-config",
      edits: { [row("contextWindow")]: 32_768 },
    },
    {
      title: "LiteLLM's max_input_tokens is null: ask the server behind it",

      research: "10",
      server: () => litellm(),
      finds: UNTOLD,
      context: null,
      hint: /ask the server behind LiteLLM/,
      like: { status: "unverified" },
      verdicts: { listed: "pass", context: "unverified" },
    },
    {
      title: "LM Studio 0.3 has no /api/v1: /api/v0 tells",
      research: "4",
      server: () => startLmStudio({ rest: "v0" }),
      config: LMS,
      finds: null,
      context: 65_536,
    },
    {
      title: "a llama-server router, unloaded: nothing loads it",
      research: "13a",
      server: () => llamacpp({ mode: "router" }),
      finds: UNTOLD,
      context: null,
    },
    {
      title: "a llama-server router, loaded",
      research: "13b",
      server: () => llamacpp({ mode: "router", models: [{ id: MODEL, loaded: true }] }),
      finds: null,
      context: 65_536,
    },
    {
      title: "an old llama-server: /props tells what the list does not",
      research: "14",
      server: () => llamacpp({ oldBuild: true }),
      finds: null,
      context: 65_536,
    },
    {
      title: "Ollama, not loaded: unknown until it is",
      research: "15d",
      server: () => ollama({ models: [{ id: QWEN, loaded: false }] }),
      config: { model: QWEN },
      also: "warning ollama-v1-compat",
      finds: UNTOLD,
      context: null,
    },
    {
      title: "mlx-lm: no owner, no limit, no chunked bodies",
      research: "20a",
      server: () => mlx(),
      finds: UNTOLD,
      deepFinds: UNTOLD,
      kind: "mlx",
    },
  ],
};
