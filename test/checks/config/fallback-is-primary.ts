import { type Cases, TWO, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: use('model: { primary: "local/qwen3", fallbacks: [«"local/qwen3"] }') },
    { text: use('model: { primary: "local/qwen3", fallbacks: ["local/small", «"local/small"] }', TWO) },
    { text: use('model: { primary: "local/qwen3", fallbacks: ["local/small",\n «"local/qwen3"] }', TWO) },
    {
      text: `${use('model: { primary: "local/qwen3" }').trimEnd().slice(0, -1)}
        agents: { entries: { ops: { model: { fallbacks: [«"local/qwen3"] } } }, defaults: { model: { primary: "local/qwen3" } } } }`,
      besides: ["duplicate-key"],
    },
    {
      text: use(
        'model: { primary: "local/qwen3" }, subagents: { model: { primary: "local/small", fallbacks: [«"local/small"] } }',
        TWO,
      ),
    },
    {
      text: use(
        'model: { primary: "local/qwen3", fallbacks: [«"coder"] }, models: { "local/qwen3": { alias: "coder" } }',
      ),
    },
  ],
  passing: [
    use('model: { primary: "local/qwen3", fallbacks: ["local/small"] }', TWO),
    use('model: { primary: "local/qwen3", fallbacks: [] }'),
    use('model: { primary: "local/qwen3", fallbacks: ["local/small", "anthropic/claude-opus-4-6"] }', TWO),
  ],
};
