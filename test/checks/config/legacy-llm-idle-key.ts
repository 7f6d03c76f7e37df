import { type Cases, defaults, GOOD, provider } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: `{ ${defaults("«llm: { idleTimeoutSeconds: 600 }")} }` },
    { text: provider(GOOD, { rest: defaults("\n «llm: {}") }), version: "2026.5.28" },
    {
      text: `{\n  ${defaults('model: "anthropic/claude-opus-4-6",\n    «llm: { idleTimeoutSeconds: 0 }')}\n}`,
    },
  ],
  passing: [
    provider(`${GOOD}, timeoutSeconds: 600`),
    { text: `{ ${defaults("llm: { idleTimeoutSeconds: 600 }")} }`, version: "2026.4.15" },
    `{ ${defaults("timeoutSeconds: 900")} }`,
  ],
};
