import { type Cases, MODELS, provider, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: "«{}", version: "2026.1.5" },
    { text: `«${provider(`${URL_LINE} ${MODELS}, api: "openai-completions"`)}`, version: "2025.12.1" },
    { text: `\n  «{ gateway: { port: 18789 } }`, version: "2026.1.29" },
  ],
  passing: ["{}", { text: "{}", version: "2026.9.2" }, { text: "{}", version: "2026.12.1" }],
};
