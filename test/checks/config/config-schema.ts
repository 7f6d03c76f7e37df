import { type Cases, provider, ROW, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: provider(`${URL_LINE} models: [«{ id: "qwen3", contextWindow: 65536 }]`) },
    { text: provider(`${URL_LINE} models: [«"qwen3"]`) },
    {
      text: provider(
        `${URL_LINE} models: [{ ${ROW}, cost: { input: «"0", output: 0, cacheRead: 0, cacheWrite: 0 } }]`,
      ),
    },
    { text: provider(`${URL_LINE} models: [{ ${ROW}, input: [«"visoin"] }]`) },
    { text: `{ models: { mode: «"merged" } }` },
    { text: `{ models: { providers: { local: «{ api: "openai-completions", models: [] } } } }` },
    { text: `{ gateway: { port: «70000 } }` },
  ],
  passing: [
    provider(`${URL_LINE} models: [{ ${ROW}, input: ["text", "image"], cost: { input: 0, output: 0 } }]`),
    // a plugin's provider may be an overlay
    `{ models: { providers: { lmstudio: { params: { preload: false } } } } }`,
    "{ models: { providers: {} } }",
    // a key with a default may be omitted, though OpenClaw's printed schema marks it as required
    "{ channels: { telegram: {}, slack: {}, discord: {}, whatsapp: {}, signal: {} } }",
    { text: "{ channels: { telegram: {} }, commands: {} }", version: "2026.4.15" },
  ],
};
