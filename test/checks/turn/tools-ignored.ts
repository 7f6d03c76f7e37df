import { ollama } from "../../emulators/index.ts";
import { only, QWEN } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "never a call",
      server: () => ollama(only("never")),
      config: { model: QWEN },
      deep: true,
      finds: "warning tools-ignored",
      neighbors: [() => ollama({ reasoning: "reasoning" })],
    },
  ],
};
