import { atUrl, type Cases, LMS, llamacpp, provider, ROW, startLmStudio, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: atUrl('"http://127.0.0.1:8080/v1"', 'api: «"openai-responses", ', "llama-cpp") },
    {
      text: provider(`${URL_LINE} api: «"openai-responses", models: [{ ${ROW}, reasoning: true }]`, {
        id: "llamacpp",
      }),
      severity: "error",
    },
    { text: atUrl('"http://10.0.0.2:8080/v1"', 'api: «"openai-responses", ', "llama.cpp") },
  ],
  passing: [
    atUrl('"http://127.0.0.1:8080/v1"', 'api: "openai-completions", ', "llama-cpp"),
    atUrl('"http://127.0.0.1:1234/v1"', 'api: "openai-responses", ', "lmstudio"),
    // nothing shows that this is llama-server
    atUrl('"http://127.0.0.1:9000/v1"', 'api: "openai-responses", '),
  ],
  scenarios: [
    {
      title: "reasoning without an index",
      server: () => llamacpp({ responses: "no-index", reasoning: "reasoning_content" }),
      config: { api: "openai-responses" },
      deep: true,
      finds: "error responses-overlapping-items",
      neighbors: [() => llamacpp({ responses: "no-index" })],
    },
    {
      title: "unknown whether the model reasons: the config finding stays",
      server: () => llamacpp(),
      config: { id: "llamacpp", api: "openai-responses" },
      finds: "warning responses-overlapping-items",
      edits: { "models.providers.llamacpp.api": "openai-completions" },
    },
    {
      title: "an inference shows that it does not reason",
      server: () => llamacpp(),
      config: { id: "llamacpp", api: "openai-responses" },
      deep: true,
      likely: "warning responses-overlapping-items",
      finds: null,
    },
    {
      title: "named llama.cpp, but LM Studio answers",
      server: () => startLmStudio(),
      config: { id: "llamacpp-box", model: LMS.model, api: "openai-responses" },
      finds: "info port-held-by-other-server",
    },
  ],
};
