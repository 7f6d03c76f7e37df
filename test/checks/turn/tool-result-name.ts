import { type Cases, sglang, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "a result without the tool's name is refused",
      server: () => vllm({ refuses: ["result-without-name"] }),
      deep: true,
      finds: "error tool-result-name",
      neighbors: [() => vllm({ refuses: ["developer"] })],
    },
    {
      title: "the same with a keyword left out in every request",
      server: () => sglang({ refuses: ["result-without-name"] }),
      config: { row: { compat: { unsupportedToolSchemaKeywords: ["pattern"] } } },
      deep: true,
      finds: "error tool-result-name",
      neighbors: [() => sglang({ refuses: ["pattern"] })],
    },
  ],
};
