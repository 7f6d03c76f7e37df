import { type Cases, GOOD, MODELS, provider } from "../support/kit.ts";

export const cases: Cases = {
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
    ...[
      'env: { vars: { GROQ_API_KEY: «"gsk_Zq81vLw0TtYx93RmKd72HbNc" } }',
      'memory: { search: { provider: "openai", remote: { apiKey: «"9f3KcQ7vT2mZx81LpWd04HsBnE65RyUa" } } }',
      'mcp: { servers: { git: { command: "mcp-git", env: { GITHUB_TOKEN: «"ghp_81SA3rTkfJ6bu7PiUX18GF1bH6rbPtFwOuYR" } } } }',
      'skills: { entries: { search: { apiKey: «"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" } } }',
    ].map((rest) => ({ text: provider(GOOD, { rest }) })),
    {
      text: provider(
        `${GOOD}, request: { auth: { mode: "authorization-bearer", token: «"sk-O5VtRcGo1AoQcRtzM8LC9VzQ" } }`,
      ),
    },
    {
      text: provider(GOOD, {
        rest: 'channels: { telegram: { enabled: true, botToken: «"7312345678:AAF9kQ7vT2mZx81LpWd04HsBnE65RyUaGhI" } }',
      }),
      severity: "info",
    },
  ],
  passing: [
    // OpenClaw's setup writes this one itself
    provider(GOOD, {
      rest: 'gateway: { mode: "local", auth: { mode: "token", token: "9f3c7a72e281b4d04c5be65f0aa9d1c2" } }',
    }),
    provider(GOOD, { rest: 'env: { vars: { OLLAMA_HOST: "127.0.0.1:11434", GROQ_API_KEY: "${GROQ}" } }' }),
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
};
