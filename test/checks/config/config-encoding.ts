import { type Cases, defaults, GOOD, MODELS, provider, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: provider(`${URL_LINE} models: [{ id: "qwen3", name: "Qw«\uFFFDn", contextWindow: 65536 }]`) },
    { text: `{\n  // caf«\uFFFD\n  agents: {},\n}` },
    {
      text: `{ ${defaults('model: { primary: "local/qwen3" }')} models: { providers: { local: {\n    ${URL_LINE}\n    headers: { "x-name": "J«\uFFFDrg" }, ${MODELS}\n  } } } }`,
    },
  ],
  passing: [
    `\uFEFF${provider(GOOD)}`,
    `{ agents: { entries: { main: { identity: { name: "Café ☕" } } } } }`,
    // the character itself, used intentionally
    `{ agents: { entries: { main: { identity: { name: "\\uFFFD" } } } } }`,
  ],
};
