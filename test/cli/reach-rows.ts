import { generic, htmlApp, llamacpp, ollama, redirect, silent, vllm } from "../emulators/index.ts";
import { at, type CheckRow, type RowConfig } from "./check-row.ts";

const MODEL = "qwen3-coder-30b";
const QWEN = "qwen3.5:9b";
const OWN: RowConfig = { id: "ollama", model: QWEN };
const keyed = (apiKey: string): RowConfig => ({ provider: { apiKey } });
const FAST = ["--timeout", "700"];

/** Whether the server is reached at all: as check-rows.ts. */
export const REACH_ROWS: Readonly<Record<string, readonly CheckRow[]>> = {
  "no-local-provider": [
    {
      what: "the only provider is hosted, and is not asked",
      server: at(vllm()),
      config: { baseUrl: "https://models.example.com/v1" },
      finds: "warning no-local-provider",
    },
    { what: "healthy: one on this machine", server: at(vllm()), config: {}, finds: null },
  ],
  redirected: [
    {
      what: "to a login",
      server: at(redirect("/login")),
      config: {},
      finds: "error redirected",
      says: /does not answer itself: it redirects to/,
    },
    {
      what: "healthy: the address that it redirects to",
      server: at(generic({ basePath: "/api/v1", models: [listed()] })),
      config: {},
      finds: null,
    },
  ],
  "server-unreachable": [
    {
      what: "nothing listens",
      server: at(vllm()),
      config: { baseUrl: "http://127.0.0.1:1/v1" },
      finds: "error server-unreachable",
    },
    {
      what: "something listens and says nothing",
      server: at(silent()),
      config: {},
      args: FAST,
      finds: "error server-unreachable",
    },
    {
      what: "healthy: one that takes its time",
      server: at(vllm({ latencyMs: 150 })),
      config: {},
      args: FAST,
      finds: null,
    },
  ],
  "port-held-by-other-server": [
    {
      what: "a web page",
      server: at(htmlApp()),
      config: {},
      finds: "error port-held-by-other-server",
      says: /is no model server/,
    },
    {
      what: "vLLM where the config speaks Ollama's own API",
      server: at(vllm()),
      config: { api: "ollama", at: "origin" },
      finds: "error port-held-by-other-server",
      edits: { "models.providers.local.api": "openai-completions" },
      afterwards: ["baseurl-path"],
    },
    {
      what: "vLLM under the name of LM Studio",
      server: at(vllm()),
      config: { id: "lmstudio" },
      finds: "warning port-held-by-other-server",
      says: /although the provider is called lmstudio/,
    },
    {
      what: "healthy: vLLM under a name of its product",
      server: at(vllm()),
      config: { id: "vllm-box" },
      finds: null,
    },
  ],
  "baseurl-path": [
    {
      what: "without /v1",
      server: at(vllm()),
      config: { at: "origin" },
      finds: "error baseurl-path",
    },
    { what: "healthy: a slash at the end", server: at(vllm()), config: { at: "slash" }, finds: null },
    {
      what: "healthy: Ollama's own API, which has no /v1",
      server: at(ollama()),
      config: { ...OWN, api: "ollama", at: "origin" },
      finds: null,
    },
  ],
  "server-401": [
    {
      what: "the key of another server",
      server: at(vllm({ apiKey: "sk-right-0123" })),
      config: keyed("sk-wrong-0123"),
      finds: "error server-401",
      says: /refuses the key in the config/,
      edits: { "models.providers.local.apiKey": "${VLLM_API_KEY}" },
      afterwards: ["server-401"],
    },
    {
      what: "healthy: its own key",
      server: at(vllm({ apiKey: "sk-right-0123" })),
      config: keyed("sk-right-0123"),
      finds: null,
    },
    {
      what: "healthy: a placeholder where no key is wanted",
      server: at(vllm()),
      config: keyed("vllm-local"),
      finds: null,
    },
  ],
  "server-loading": [
    {
      what: "llama.cpp reads its weights",
      server: at(llamacpp({ loading: true })),
      config: {},
      finds: "warning server-loading",
    },
    {
      what: "healthy: asleep, and awake with the next request",
      server: at(llamacpp({ sleeping: true })),
      config: {},
      finds: null,
    },
  ],
};

function listed(id = MODEL) {
  return { id, row: { max_model_len: 65_536 } };
}
