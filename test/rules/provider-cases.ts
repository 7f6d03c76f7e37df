import { type Cases, GOOD, MODELS, provider, ROW, URL_LINE } from "./lint.ts";

function at(url: string, more = "", id = "local"): string {
  return provider(`baseUrl: ${url}, apiKey: "local", ${more}${MODELS}`, { id });
}

/** Faults of a provider. */
export const PROVIDER_CASES: Cases[] = [
  {
    id: "baseurl-path",
    failing: [
      { text: at('«"http://127.0.0.1:8000"') },
      { text: at('«"http://127.0.0.1:1234/"', "", "lmstudio") },
      { text: at('«"http://127.0.0.1:8000/v1/chat/completions"') },
      { text: at('«"http://127.0.0.1:8000/v1/v1"') },
      { text: at('«"127.0.0.1:8000/v1"') },
      { text: at('«"localhost:8000/v1"') },
      { text: at('«"http://0.0.0.0:8000/v1"') },
      { text: at('«"http://"') },
      { text: at('«"ftp://127.0.0.1/v1"') },
      { text: at('«"https://llm.example.com/v1/responses"') },
      // llama-server needs no /v1, and this is its port
      { text: at('«"http://127.0.0.1:8080"'), severity: "warning" },
    ],
    passing: [
      at('"http://127.0.0.1:8000/v1"'),
      at('"http://127.0.0.1:8000/v1/"'),
      at('"http://localhost:4000"', "", "litellm"),
      at('"http://127.0.0.1:8080"', "", "llama-cpp"),
      at('"http://127.0.0.1:11434"', 'api: "ollama", ', "ollama"),
      at('"http://127.0.0.1:8000"', 'api: "anthropic-messages", '),
      at('"https://llm.example.com/openai"'),
      at('"${LLM_URL}"'),
    ],
  },
  {
    id: "private-net-blocked",
    failing: [
      { text: at('«"http://169.254.10.2:8000/v1"') },
      { text: at('«"http://[fe80::1]:8000/v1"') },
      { text: at('«"http://gpubox:8000/v1"'), version: "2026.5.12", severity: "warning" },
    ],
    passing: [
      at('"http://gpubox:8000/v1"'),
      at('"http://192.168.1.20:8000/v1"'),
      at('"http://mac.local:1234/v1"', "", "lmstudio"),
      at('"http://169.254.10.2:8000/v1"', "request: { allowPrivateNetwork: true }, "),
    ],
  },
  {
    id: "public-plain-http",
    failing: [
      { text: at('«"http://llm.example.com:8000/v1"') },
      { text: at('«"http://203.0.113.7:8000/v1"') },
      { text: at('«"http://user@llm.example.com/v1"', 'api: "openai-completions", ', "vllm") },
    ],
    passing: [
      at('"https://llm.example.com/v1"'),
      at('"http://gpu.corp.internal:8000/v1"'),
      at('"http://box.tail1234.ts.net:8000/v1"'),
      at('"http://10.0.0.2:8000/v1"'),
    ],
  },
  {
    id: "keyless-needs-apikey",
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
  },
  {
    id: "env-lowercase-var",
    failing: [
      { text: provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: «"\${local_key}", ${MODELS}`) },
      { text: provider(`${GOOD}, headers: { "x-team": «"a-\${team-name}" }`) },
      { text: at('«"http://${gpu_host}:8000/v1"') },
    ],
    passing: [
      provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "\${LOCAL_KEY}", ${MODELS}`),
      provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "$\${escaped}", ${MODELS}`),
      // text in braces that is no variable
      provider(`${GOOD}, headers: { "x-team": "{team}" }`),
    ],
  },
  {
    id: "apikey-dollar-var",
    failing: [
      {
        text: provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: «"$LOCAL_KEY", ${MODELS}`),
        version: "2026.2.6-3",
      },
      {
        text: provider(`baseUrl: "http://10.0.0.2:8000/v1", apiKey: «"$A_B", ${MODELS}`),
        version: "2026.1.30",
      },
      {
        text: provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: «"$LOCAL_KEY", ${MODELS}`),
        version: "2026.4.15",
      },
    ],
    passing: [
      {
        text: provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "$LOCAL_KEY", ${MODELS}`),
        version: "2026.5.28",
      },
      provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "$LOCAL_KEY", ${MODELS}`),
      {
        text: provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "\${LOCAL_KEY}", ${MODELS}`),
        version: "2026.2.6-3",
      },
    ],
  },
  {
    id: "secret-inline",
    failing: [
      {
        text: provider(
          `baseUrl: "https://r.example.com/v1", apiKey: «"sk-proj-Zq81vLw0TtYx93RmKd72HbNc", ${MODELS}`,
        ),
      },
      { text: provider(`${GOOD}, headers: { Authorization: «"Bearer 9f3KcQ7vT2mZx81LpWd04HsBnE65RyUa" }`) },
      {
        text: provider(
          `baseUrl: "http://127.0.0.1:1234/v1", apiKey: «"sk-lm-x7Kd93Lq:Zq81vLw0TtYx93RmKd72", ${MODELS}`,
          { id: "lmstudio" },
        ),
      },
    ],
    passing: [
      ...[
        "sk-local",
        "lmstudio",
        "sk-1234",
        "sk-no-key-required",
        "llamacpp-no-key",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
      ].map((key) => provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "${key}", ${MODELS}`)),
      provider(`baseUrl: "https://r.example.com/v1", apiKey: "\${ROUTER_KEY}", ${MODELS}`),
    ],
  },
  {
    id: "ollama-v1-compat",
    failing: [
      { text: at('"http://127.0.0.1:11434/v1"', 'api: «"openai-completions", ', "ollama") },
      { text: at('«"http://127.0.0.1:11434/v1"', "", "box") },
      { text: at('"http://192.168.1.20:11434/v1"', 'api: «"openai-responses", ', "ollama") },
    ],
    passing: [
      at('"http://127.0.0.1:11434"', 'api: "ollama", ', "ollama"),
      // harmless: OpenClaw leaves the suffix out itself
      at('"http://127.0.0.1:11434/v1"', 'api: "ollama", ', "ollama"),
      {
        text: at('"http://127.0.0.1:11434/v1"', 'api: "openai-completions", ', "ollama"),
        version: "2026.2.6-3",
      },
    ],
  },
  {
    id: "vllm-responses-bypasses-parser",
    failing: [
      { text: at('"http://127.0.0.1:8000/v1"', 'api: «"openai-responses", ', "vllm") },
      { text: at('"http://10.0.0.2:8000/v1"', 'api: «"openai-responses", ', "vllm-big") },
      { text: at('"https://gpu.example.com/v1"', '\n      api: «"openai-responses", ', "vllm") },
      { text: provider(`${URL_LINE} models: [{ ${ROW}, api: «"openai-responses" }]`, { id: "vllm" }) },
    ],
    passing: [
      at('"http://127.0.0.1:8000/v1"', 'api: "openai-completions", ', "vllm"),
      // the only row goes its own way
      provider(`${URL_LINE} api: "openai-responses", models: [{ ${ROW}, api: "openai-completions" }]`, {
        id: "vllm",
      }),
      // nothing says that this is vLLM
      at('"http://127.0.0.1:8000/v1"', 'api: "openai-responses", '),
      at('"http://127.0.0.1:1234/v1"', 'api: "openai-responses", ', "lmstudio"),
    ],
  },
  {
    id: "responses-overlapping-items",
    failing: [
      { text: at('"http://127.0.0.1:8080/v1"', 'api: «"openai-responses", ', "llama-cpp") },
      {
        text: provider(`${URL_LINE} api: «"openai-responses", models: [{ ${ROW}, reasoning: true }]`, {
          id: "llamacpp",
        }),
        severity: "error",
      },
      { text: at('"http://10.0.0.2:8080/v1"', 'api: «"openai-responses", ', "llama.cpp") },
    ],
    passing: [
      at('"http://127.0.0.1:8080/v1"', 'api: "openai-completions", ', "llama-cpp"),
      at('"http://127.0.0.1:1234/v1"', 'api: "openai-responses", ', "lmstudio"),
      // nothing says that this is llama-server
      at('"http://127.0.0.1:9000/v1"', 'api: "openai-responses", '),
    ],
  },
];
