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
};
