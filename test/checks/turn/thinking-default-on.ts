import { vllm } from "../../emulators/index.ts";
import { only } from "../support/servers.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "calls a tool without thinking only",
      server: () => vllm(only("unthinking")),
      deep: true,
      finds: "warning thinking-default-on",
      neighbors: [() => vllm({ reasoning: "reasoning" })],
    },
  ],
};
