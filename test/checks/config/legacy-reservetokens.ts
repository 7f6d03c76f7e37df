import { type Cases, defaults } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: `{ ${defaults("compaction: { «reserveTokensFloor: 20000 }")} }` },
    { text: `{ ${defaults("compaction: { «maxHistoryShare: 0.5 }")} }`, version: "2026.8.2" },
    { text: `{\n  ${defaults('compaction: { mode: "safeguard",\n    «reserveTokens: 40000 }')}\n}` },
  ],
  passing: [
    `{ ${defaults('compaction: { mode: "safeguard" }')} }`,
    { text: `{ ${defaults("compaction: { reserveTokensFloor: 20000 }")} }`, version: "2026.7.1" },
    `{ ${defaults('compaction: { model: "anthropic/claude-opus-4-6" }')} }`,
  ],
};
