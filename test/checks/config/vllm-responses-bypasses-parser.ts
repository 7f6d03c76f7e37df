import { atUrl, type Cases, only, provider, ROW, URL_LINE, vllm } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: atUrl('"http://127.0.0.1:8000/v1"', 'api: «"openai-responses", ', "vllm") },
    { text: atUrl('"http://10.0.0.2:8000/v1"', 'api: «"openai-responses", ', "vllm-big") },
    { text: atUrl('"https://gpu.example.com/v1"', '\n      api: «"openai-responses", ', "vllm") },
    { text: provider(`${URL_LINE} models: [{ ${ROW}, api: «"openai-responses" }]`, { id: "vllm" }) },
  ],
  passing: [
    atUrl('"http://127.0.0.1:8000/v1"', 'api: "openai-completions", ', "vllm"),
    // the only row sets its own api
    provider(`${URL_LINE} api: "openai-responses", models: [{ ${ROW}, api: "openai-completions" }]`, {
      id: "vllm",
    }),
    // nothing shows that this is vLLM
    atUrl('"http://127.0.0.1:8000/v1"', 'api: "openai-responses", '),
    atUrl('"http://127.0.0.1:1234/v1"', 'api: "openai-responses", ', "lmstudio"),
  ],
  scenarios: [
    {
      title: "tool calls arrive as text over Responses",
      server: () => vllm(only("over-chat", "text")),
      config: { api: "openai-responses" },
      likely: "warning vllm-responses-bypasses-parser",
      deep: true,
      finds: "error vllm-responses-bypasses-parser",
      neighbors: [() => vllm()],
    },
  ],
};
