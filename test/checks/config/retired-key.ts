import { type Cases, defaults, GOOD, provider, ROW, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: `{ ${defaults("«contextTokens: 32768")} }` },
    { text: provider(`${GOOD}, «contextWindow: 32768`) },
    { text: provider(`${GOOD}, «contextTokens: 60000`), version: "2026.8.2" },
  ],
  passing: [
    provider(`${URL_LINE} models: [{ ${ROW}, contextTokens: 60000 }]`),
    { text: `{ ${defaults("contextTokens: 32768")} }`, version: "2026.7.1" },
    { text: provider(`${GOOD}, contextWindow: 65536`), version: "2026.7.1" },
  ],
};
