import { type Cases, named, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: use('model: { primary: «"anthropic/claude-sonnet-4-5", fallbacks: ["local/qwen3"] }') },
    {
      text: use(
        'model: { primary: "local/qwen3" }, models: { "local/qwen3": {}, «"anthropic/claude-sonnet-4-5": {} }',
      ),
    },
    { text: use('model: { primary: "local/qwen3", fallbacks: [\n «"anthropic/claude-sonnet-4-5"] }') },
  ],
  passing: [
    use('model: { primary: "anthropic/claude-sonnet-4-6", fallbacks: ["local/qwen3"] }'),
    { text: use('model: { primary: "anthropic/claude-sonnet-4-5" }'), version: "2026.7.1" },
    // the same id, but on the user's own server
    use('model: { primary: "local/claude-sonnet-4-5" }', named("claude-sonnet-4-5")),
  ],
};
