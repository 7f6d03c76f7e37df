import { type Cases, defaults, GOOD, MODELS, provider, ROW, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    {
      text: provider(
        `«baseURL: "http://127.0.0.1:8000/v1", baseUrl: "http://127.0.0.1:8000/v1", apiKey: "x", ${MODELS}`,
      ),
    },
    { text: provider(`${URL_LINE} models: [{ ${ROW}, «numCtx: 8192 }]`) },
    { text: `{\n  «memorySearch: { enabled: true },\n}` },
    { text: `{ ${defaults('«memorySearch: { provider: "local" }')} }` },
    // timeoutSeconds came with 2026.5
    { text: provider(`${GOOD}, «timeoutSeconds: 600`), version: "2026.4.15" },
    { text: provider(`${GOOD}, «noSuchKey: 1`), version: "2027.1.1", severity: "warning" },
  ],
  passing: [
    `{ $schema: "https://openclaw.ai/schema.json" }`,
    provider(`${GOOD}, timeoutSeconds: 600, params: { anything: { goes: 1 } }`),
    // between two snapshots, only a key that both reject is reported
    { text: provider(`${GOOD}, timeoutSeconds: 600`), version: "2026.5.1" },
    { text: `{ ${defaults('memorySearch: { provider: "local" }')} }`, version: "2026.7.1" },
  ],
};
