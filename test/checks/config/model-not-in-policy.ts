import { type Cases, TWO, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    {
      text: use(
        'model: { primary: "local/qwen3" }, models: { "local/qwen3": {} }, subagents: { model: «"local/small" }',
        TWO,
      ),
    },
    {
      text: use(
        'model: { primary: "local/qwen3" }, modelPolicy: { allow: ["openai/*"] }, heartbeat: { model: «"local/small" }',
        TWO,
      ),
    },
    {
      text: use(
        'model: { primary: "local/qwen3" }, models: { "local/qwen3": {} }, subagents: { model: «"local/small" }',
        TWO,
      ),
      version: "2026.7.1",
    },
  ],
  passing: [
    use('model: { primary: "local/qwen3" }, subagents: { model: "local/small" }', TWO),
    use(
      'model: { primary: "local/qwen3" }, modelPolicy: { allow: ["local/*"] }, subagents: { model: "local/small" }',
      TWO,
    ),
    use(
      'model: { primary: "local/qwen3" }, models: { "local/qwen3": {} }, modelPolicy: {}, subagents: { model: "local/small" }',
      TWO,
    ),
    use('model: { primary: "local/qwen3", fallbacks: ["local/small"] }, models: { "local/qwen3": {} }', TWO),
  ],
};
