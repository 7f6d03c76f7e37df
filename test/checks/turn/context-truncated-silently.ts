import { type Cases, litellm, ollama, QWEN, UNTOLD } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "behind LiteLLM",
      server: () => litellm({ truncateAt: 4_096 }),
      config: { id: "litellm" },
      deep: true,
      also: UNTOLD,
      finds: "error context-truncated-silently",
      // the second counts the same for every prompt
      neighbors: [() => litellm(), () => litellm({ truncateAt: 900 })],
    },
    {
      title: "by Ollama",
      server: () => ollama({ allocatedContext: null, truncateAt: 8_192 }),
      config: { model: QWEN },
      also: "warning ollama-v1-compat",
      deep: true,
      finds: "error context-truncated-silently",
      commands: /OLLAMA_CONTEXT_LENGTH/,
      neighbors: [() => ollama()],
    },
    {
      title: "Ollama counts the tokens of what was sent",
      research: "16a",
      server: () => ollama({ truncateAt: 8_192 }),
      config: { model: QWEN },
      also: "warning ollama-v1-compat",
      deep: true,
      finds: "error context-truncated-silently",
      says: /read only 8,192 of about 1\d,\d{3} tokens/,
    },
  ],
};
