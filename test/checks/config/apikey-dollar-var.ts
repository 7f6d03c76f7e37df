import { type Cases, MODELS, provider } from "../support/kit.ts";

export const cases: Cases = {
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
};
