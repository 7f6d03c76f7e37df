import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "asked for: no fallback is configured",
      server: () => vllm(),

      args: ["--only", "fallback-not-triggered"],
      finds: "info fallback-not-triggered",
      says: /nothing would answer: no fallback is configured/,
    },
    { title: "nobody asked", server: () => vllm(), config: {}, finds: null },
  ],
};
