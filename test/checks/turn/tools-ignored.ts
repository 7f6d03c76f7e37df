import { type Cases, ollama, only, QWEN } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "never a call",
      server: () => ollama(only("never")),
      config: { model: QWEN },
      also: "warning ollama-v1-compat",
      deep: true,
      finds: "warning tools-ignored",
      neighbors: [() => ollama({ reasoning: "reasoning" })],
    },
  ],
};
