import { type Cases, vllm } from "../support/kit.ts";

const says = "Another generation is running, try again";

export const cases: Cases = {
  scenarios: [
    {
      title: "it stays busy",
      server: () => vllm({ hiccups: { at: Array.from({ length: 99 }, (_, i) => i + 1), status: 429, says } }),
      deep: true,
      finds: "warning server-busy",
      like: { status: "unverified", fix: null },
      verdicts: { answers: "unverified", tools: "skip" },
      neighbors: [() => vllm()],
    },
  ],
};
