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
      text: `{ models: { providers: { «gpu: { baseUrl: "http://gpu.home.arpa:8000/v1", api: "openai-completions", ${MODELS} } } } }`,
    },
    {
      text: `{ models: { providers: { «rack: { baseUrl: "https://llm.example.com/v1", api: "openai-completions", headers: { "X-Client": "claw" }, ${MODELS} } } } }`,
      severity: "warning",
    },
    // run on 2026.9.6: a key in a header or in request.auth is sent, and "No API key found" comes first
    {
      text: `{ models: { providers: { «rack: { baseUrl: "https://llm.example.com/v1", api: "openai-completions", headers: { Authorization: "Bearer \${T}" }, ${MODELS} } } } }`,
      severity: "warning",
    },
    {
      text: `{ models: { providers: { «rack: { baseUrl: "https://llm.example.com/v1", api: "openai-completions", request: { auth: { mode: "header", headerName: "x-token", value: "\${T}" } }, ${MODELS} } } } }`,
      severity: "warning",
    },
    {
      text: `{ models: { providers: { «gpu: { baseUrl: "http://gpubox:8000/v1", api: "openai-completions", apiKey: "", ${MODELS} } } } }`,
    },
    {
      text: `{ models: { providers: { «gpu: { baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions", ${MODELS} } } } }`,
      version: "2026.2.6-3",
    },
  ],
  passing: [
    // OpenClaw keeps the key of `models auth paste-api-key` elsewhere
    provider(`baseUrl: "http://gpubox:8000/v1", api: "openai-completions", ${MODELS}`, {
      id: "gpu",
      rest: 'auth: { profiles: { "gpu:manual": { provider: "gpu", mode: "api_key" } } }',
    }),
    provider(`baseUrl: "https://llm.example.com/v1", api: "openai-completions", auth: "oauth", ${MODELS}`),
    provider(`baseUrl: "http://127.0.0.1:8000/v1", api: "openai-completions", ${MODELS}`),
    provider(`baseUrl: "http://192.168.1.20:8000/v1", api: "openai-completions", ${MODELS}`),
    provider(`baseUrl: "http://gpubox:8000/v1", ${MODELS}`, { id: "vllm" }),
  ],
};
