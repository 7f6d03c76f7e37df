import { type Cases, GOOD, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: use('model: { primary: «"locla/qwen3" }') },
    {
      text: use('model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-opus-4-6", «"nowhere/x"] }'),
    },
    { text: use('model: «"local/qwen"'), severity: "warning" },
    { text: use('model: { primary: «"qwen3" }'), severity: "info" },
    { text: use('model: { primary: «"qwen3" }'), severity: "warning", version: "2026.7.1" },
    { text: use('model: { primary: «"mixtral" }') },
    {
      text: use('model: { primary: "local/qwen3" }, models: { "local/qwen3": {}, «"nowhere/x": {} }'),
      severity: "info",
    },
  ],
  passing: [
    use(
      'model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-opus-4-6", "openrouter/qwen/qwen3-coder"] }',
    ),
    // an alias is also a valid name
    use('model: { primary: "Qwen" }, models: { "local/qwen3": { alias: "qwen" } }'),
    // a plugin has more models than the config lists
    use('model: { primary: "lmstudio/other" }', GOOD, "lmstudio"),
    use('model: { primary: "local/qwen3@work" }'),
    use('model: { primary: "local/qwen3" }, models: { "vllm/*": {}, "local/qwen3": {} }'),
    use('model: { primary: "gpt-5.6" }'),
  ],
};
