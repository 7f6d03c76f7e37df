import { type Cases, generic, LISTED, OWN, ollama } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "an empty list",
      research: "21",
      server: () => generic({ ownedBy: "user", models: [] }),

      finds: "error no-model-served",
    },
    {
      title: "Ollama runs, so that it is not started again",
      server: () => ollama({ models: [] }),
      config: { ...OWN, model: "qwen3:8b", row: { params: { num_ctx: 65_536 } } },
      finds: "error no-model-served",
      commands: /^OLLAMA_HOST=127\.0\.0\.1:\d+ ollama pull qwen3:8b$/,
    },
    {
      title: "transformers serve loads what a request names",
      server: () =>
        generic({
          models: [],
          headers: { "x-request-id": "1" },
          ...{ fastapi: true, postRoutes: ["/load_model"] },
        }),
      config: { model: "/models/qwen" },
      finds: "warning no-model-served",
      commands: /^transformers serve \/models\/qwen --host 127\.0\.0\.1 --port \d+$/,
    },
    { title: "one model", server: () => generic({ models: LISTED }), config: {}, finds: null },
  ],
};
