import {
  type Cases,
  generic,
  LISTED,
  LMS,
  llamacpp,
  mlx,
  startLmStudio,
  UNTOLD,
  vllm,
} from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "an unknown FastAPI server whose routes tell that it is missing",
      server: () => generic({ fastapi: true, responses: "missing", allocatedContext: null, models: LISTED }),
      config: { api: "openai-responses" },
      finds: "error responses-unsupported",
      edits: { "models.providers.local.api": "openai-completions" },
    },
    {
      title: "the same server with the route",
      server: () => generic({ fastapi: true, models: LISTED }),
      config: { api: "openai-responses" },
      finds: null,
    },
    {
      title: "a 404 of a server that says 404 to every GET proves nothing",
      server: () => generic({ responses: "missing", models: LISTED }),
      config: { api: "openai-responses" },
      finds: null,
      deepFinds: "error responses-unsupported",
    },
    {
      title: "404 Not Found",
      research: "25a",
      server: () => vllm({ responses: "missing" }),
      config: { api: "openai-responses" },
      deep: true,
      finds: "error responses-unsupported",
      edits: { "models.providers.local.api": "openai-completions" },
    },
    {
      title: "File Not Found",
      research: "25b",
      server: () => llamacpp({ responses: "missing" }),
      config: { api: "openai-responses" },
      deep: true,
      finds: "error responses-unsupported",
    },
    {
      title: "200 Unexpected endpoint",
      research: "25c",
      server: () => startLmStudio({ responses: "missing" }),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error responses-unsupported",
    },
    {
      title: "mlx-lm has no such route",
      server: () => mlx(),
      config: { id: "mlx", api: "openai-responses" },
      also: UNTOLD,
      finds: "error responses-unsupported",
      edits: { "models.providers.mlx.api": "openai-completions" },
    },
  ],
};
