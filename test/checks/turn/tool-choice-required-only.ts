import { vllm } from "../../emulators/index.ts";
import { only } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "calls a tool when forced to only",
      server: () => vllm(only("forced")),
      deep: true,
      finds: "warning tool-choice-required-only",
      neighbors: [() => vllm()],
    },
  ],
};
