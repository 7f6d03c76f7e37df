import { atUrl, type Cases } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: atUrl('"http://127.0.0.1:11434/v1"', 'api: «"openai-completions", ', "ollama") },
    { text: atUrl('«"http://127.0.0.1:11434/v1"', "", "box") },
    { text: atUrl('"http://192.168.1.20:11434/v1"', 'api: «"openai-responses", ', "ollama") },
  ],
  passing: [
    atUrl('"http://127.0.0.1:11434"', 'api: "ollama", ', "ollama"),
    // harmless: OpenClaw removes the suffix itself
    atUrl('"http://127.0.0.1:11434/v1"', 'api: "ollama", ', "ollama"),
    {
      text: atUrl('"http://127.0.0.1:11434/v1"', 'api: "openai-completions", ', "ollama"),
      version: "2026.2.6-3",
    },
  ],
};
