import { type Cases, laptop, OWN, ollama, rtx4090 } from "../support/kit.ts";

const CODER = "qwen3.8:27b-q4_K_M";

export const cases: Cases = {
  scenarios: [
    {
      title: "Ollama with 60 % on the GPU",
      research: "15e",
      server: () => ollama({ gpuShare: 0.6 }),
      config: OWN,
      finds: "warning cpu-offload",
      says: /only 60% of/,
    },
    {
      title: "Ollama on the CPU alone, although there is a GPU",
      on: () => rtx4090(),
      server: () => ollama({ gpuShare: 0 }),
      config: OWN,
      finds: "warning cpu-offload",
      says: /on the CPU alone/,
      hint: /log/,
    },
    {
      title: "a machine without a GPU",
      on: () => laptop(),
      server: () => ollama({ gpuShare: 0 }),
      config: OWN,
      finds: null,
    },
    {
      title: "a machine of which nothing is known",
      server: () => ollama({ gpuShare: 0 }),
      config: OWN,
      finds: null,
    },
    { title: "all of it but rounding", server: () => ollama({ gpuShare: 0.995 }), config: OWN, finds: null },
    {
      title: "the context that would fit on the card",
      on: () => rtx4090(),
      server: () =>
        ollama({
          models: [{ id: CODER, tools: true, loaded: true, trainedContext: 262_144 }],
          ...{ allocatedContext: 131_072, gpuShare: 0.6 },
        }),
      config: { ...OWN, model: CODER, row: { contextWindow: 131_072, params: { num_ctx: 131_072 } } },
      finds: "warning cpu-offload",
      hint: /with a context of [\d,]+ tokens it fits on the GPU/,
    },
  ],
};
