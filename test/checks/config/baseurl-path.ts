import { litellm, ollama, startLmStudio, vllm } from "../../emulators/index.ts";
import { configText } from "../../support/config-text.ts";
import { LMS, OWN, UNTOLD } from "../support/servers.ts";
import { atUrl } from "../support/texts.ts";
import type { Cases } from "../support/types.ts";

export const cases: Cases = {
  failing: [
    { text: atUrl('«"http://127.0.0.1:8000"') },
    { text: atUrl('«"http://127.0.0.1:1234/"', "", "lmstudio") },
    { text: atUrl('«"http://127.0.0.1:8000/v1/chat/completions"') },
    { text: atUrl('«"http://127.0.0.1:8000/v1/v1"') },
    { text: atUrl('«"127.0.0.1:8000/v1"') },
    { text: atUrl('«"localhost:8000/v1"') },
    { text: atUrl('«"http://0.0.0.0:8000/v1"') },
    { text: atUrl('«"http://"') },
    { text: atUrl('«"ftp://127.0.0.1/v1"') },
    { text: atUrl('«"https://llm.example.com/v1/responses"') },
    // llama-server does not need /v1, and this is its port
    { text: atUrl('«"http://127.0.0.1:8080"'), severity: "warning" },
  ],
  passing: [
    atUrl('"http://127.0.0.1:8000/v1"'),
    atUrl('"http://127.0.0.1:8000/v1/"'),
    atUrl('"http://localhost:4000"', "", "litellm"),
    atUrl('"http://127.0.0.1:8080"', "", "llama-cpp"),
    atUrl('"http://127.0.0.1:11434"', 'api: "ollama", ', "ollama"),
    atUrl('"http://127.0.0.1:8000"', 'api: "anthropic-messages", '),
    atUrl('"https://llm.example.com/openai"'),
    atUrl('"${LLM_URL}"'),
  ],
  scenarios: [
    { title: "without /v1", server: () => vllm(), config: { at: "origin" }, finds: "error baseurl-path" },
    { title: "a slash at the end", server: () => vllm(), config: { at: "slash" }, finds: null },
    {
      title: "Ollama's own API, which has no /v1",
      server: () => ollama(),
      config: { ...OWN, api: "ollama", at: "origin" },
      finds: null,
    },
    {
      title: "LM Studio answers 200 to an unknown path",
      research: "1b",
      server: () => startLmStudio(),
      config: { ...LMS, at: "origin" },
      finds: "error baseurl-path",
      kind: "lmstudio",
    },
    {
      title: "a path that only the server shows to be wrong",
      server: () => vllm(),
      config: ({ origin }) => configText({ baseUrl: `${origin}/openai` }),
      finds: "error baseurl-path",
      hint: /^set baseUrl to http.*\/v1$/,
    },
    {
      title: "a pasted endpoint",
      server: () => startLmStudio(),
      config: ({ baseUrl }) => configText({ ...LMS, baseUrl: `${baseUrl}/chat/completions` }),
      finds: "error baseurl-path",
    },
    {
      title: "LiteLLM, whose documented address has no /v1",
      server: () => litellm(),
      config: { id: "litellm", at: "origin" },
      finds: UNTOLD,
      deepFinds: UNTOLD,
    },
  ],
};
