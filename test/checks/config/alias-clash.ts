import { type Cases, provider, TWO, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    {
      text: use(
        'model: { primary: "local/qwen3" }, models: { "local/qwen3": { alias: "a" }, "local/small": { alias: «"A" } }',
        TWO,
      ),
    },
    {
      text: use(
        'model: { primary: "local/qwen3" }, models: { "anthropic/claude-opus-4-6": { alias: "best" }, "local/qwen3": { alias: «"best" } }',
      ),
    },
    {
      text: use(
        'model: { primary: "local/qwen3" }, models: {\n    "local/qwen3": { alias: "fast" },\n    "local/small": { alias: «"fast" } }',
        TWO,
      ),
    },
    {
      text: provider(TWO, {
        rest: `agents: {
          defaults: { model: { primary: "local/qwen3" } },
          entries: { main: { models: { "local/qwen3": { alias: "fast" }, "local/small": { alias: «"Fast" } } } },
        }`,
      }),
    },
  ],
  passing: [
    use(
      'model: { primary: "local/qwen3" }, models: { "local/qwen3": { alias: "a" }, "local/small": { alias: "b" } }',
      TWO,
    ),
    use('model: { primary: "local/qwen3" }, models: { "local/qwen3": {}, "local/small": {} }', TWO),
    use('model: { primary: "q" }, models: { "local/qwen3": { alias: "q" } }'),
  ],
};
