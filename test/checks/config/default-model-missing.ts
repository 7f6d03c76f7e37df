import { type Cases, GOOD, provider, TWO, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: provider(TWO.replace('"qwen3"', '«"qwen3"')) },
    { text: provider(TWO.replace('"qwen3"', '«"qwen3"'), { rest: "agents: { defaults: {} }," }) },
    {
      text: provider(TWO.replace('"qwen3"', '«"qwen3"'), {
        rest: 'agents: { defaults: { models: { "local/qwen3": {} } } },',
      }),
    },
  ],
  passing: [
    provider(GOOD),
    use('model: { primary: "local/small" }', TWO),
    "{ agents: { defaults: { workspace: '~/work' } } }",
  ],
};
