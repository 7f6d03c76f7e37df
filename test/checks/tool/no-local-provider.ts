import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "the only provider is hosted, and is not asked",
      server: () => vllm(),
      config: { baseUrl: "https://models.example.com/v1", provider: { apiKey: "${MODELS_KEY}" } },
      finds: "warning no-local-provider",
    },
    { title: "one on this machine", server: () => vllm(), config: {}, finds: null },
  ],
};
