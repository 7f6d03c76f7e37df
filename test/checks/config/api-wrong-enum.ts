import { type Cases, GOOD, provider, ROW, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: provider(`${GOOD}, api: «"openai-chat"`) },
    { text: provider(`${URL_LINE} models: [{ ${ROW}, api: «"openai" }]`) },
    { text: provider(`${GOOD}, api: «"openai-codex-responses"`) },
    { text: provider(`${GOOD}, api: «"ollama"`), version: "2026.2.6-3" },
  ],
  passing: [
    provider(`${GOOD}, api: "openai-completions"`),
    provider(`${GOOD}, api: "openai-responses"`),
    { text: provider(`${GOOD}, api: "openai-codex-responses"`), version: "2026.4.15" },
  ],
};
