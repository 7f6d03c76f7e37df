import { type Cases, generic, LISTED, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "two calls under index 0",
      server: () => generic({ models: LISTED, calls: "same-index" }),
      deep: true,
      finds: "error tool-calls-share-index",
      says: /under one index or id/,
      neighbors: [() => vllm({ calls: "by-id" }), () => vllm({ calls: "from-one" })],
    },
  ],
};
