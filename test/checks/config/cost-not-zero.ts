import { type Cases, GOOD, litellm, provider, ROW, vllm, withRow } from "../support/kit.ts";

const PRICE = { cost: { input: 3, output: 15, cacheRead: 0, cacheWrite: 0 } };

export const cases: Cases = {
  failing: [
    { text: withRow(`${ROW}, cost: «{ input: 3, output: 15, cacheRead: 0, cacheWrite: 0 }`) },
    { text: withRow(`${ROW}, cost: «{ input: 0, output: 0.1, cacheRead: 0, cacheWrite: 0 }`) },
    {
      text: withRow(`${ROW},\n      cost: «{ input: 0, output: 0, cacheRead: 0.5, cacheWrite: 0 }`, {
        id: "vllm",
      }),
    },
  ],
  passing: [
    withRow(`${ROW}, cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }`),
    withRow(`${ROW}, cost: { input: 3, output: 15, cacheRead: 0, cacheWrite: 0 }`, { id: "litellm" }),
    provider(
      GOOD.replace("http://127.0.0.1:8000", "https://llm.example.com").replace(
        ROW,
        `${ROW}, cost: { input: 3, output: 1, cacheRead: 0, cacheWrite: 0 }`,
      ),
    ),
  ],
  scenarios: [
    {
      title: "a server that runs the model itself",
      server: () => vllm(),
      config: { row: PRICE },
      finds: "info cost-not-zero",
      deepFinds: "info cost-not-zero",
    },
    {
      title: "a gateway under another name",
      server: () => litellm({ declaredContext: 65_536 }),
      config: { row: PRICE },
      finds: null,
    },
  ],
};
