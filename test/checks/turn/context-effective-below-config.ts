import { withAgent } from "../../emulators/agent.ts";
import { type Cases, row, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "a refusal tells that it is smaller than said",
      server: () => withAgent(vllm(), { limit: { tokens: 31_000, beyond: "refuses" } }),
      deep: ["--context"],
      finds: "error context-effective-below-config",
      like: { evidence: { configured: 65_536, allocated: 65_536, serverSaid: 31_000 } },
      edits: { [row("contextWindow")]: 31_000 },
      commands: /--max-model-len/,
      verdicts: { context: "fail" },
      neighbors: [() => withAgent(vllm(), { limit: { tokens: 65_536, beyond: "refuses" } })],
    },
  ],
};
