import { type Cases, MODELS, provider } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    {
      text: `{ models: { providers: { «gpu: { baseUrl: "http://gpubox:8000/v1", api: "openai-completions", ${MODELS} } } } }`,
    },
    { text: `{ models: { providers: { «gpu: { baseUrl: "http://127.0.0.1:8000/v1", ${MODELS} } } } }` },
    {
      text: `{ models: { providers: { «gpu: { baseUrl: "http://100.100.1.1:8000/v1", api: "openai-completions", ${MODELS} } } } }`,
    },
    {
      text: `{ models: { providers: { «gpu: { baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions", ${MODELS} } } } }`,
      version: "2026.2.6-3",
    },
  ],
  passing: [
    provider(`baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions", ${MODELS}`),
    provider(`baseUrl: "http://192.168.1.20:8000/v1", api: "openai-completions", ${MODELS}`),
    provider(`baseUrl: "http://gpubox:8000/v1", ${MODELS}`, { id: "vllm" }),
    provider(`baseUrl: "http://gpubox:8000/v1", headers: { "x-key": "a" }, ${MODELS}`),
  ],
};
