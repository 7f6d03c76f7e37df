import { type Cases, defaults, GOOD, MODELS, provider, ROW, URL_LINE } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: `{\n  models: { mode: "merge" },\n  «models: { mode: "merge" },\n}` },
    { text: provider(`${URL_LINE}\n    «apiKey: "other", ${MODELS}`) },
    // at every level
    { text: provider(`${URL_LINE} models: [{ ${ROW},\n      «maxTokens: 4096 }]`) },
  ],
  passing: [
    "{}",
    provider(GOOD, { rest: defaults('model: { primary: "local/qwen3" }') }),
    // the same name in two objects
    provider(`${URL_LINE} models: [{ ${ROW} }, { ${ROW.replace('"qwen3"', '"small"')} }]`, {
      rest: defaults('model: { primary: "local/qwen3" }'),
    }),
  ],
};
