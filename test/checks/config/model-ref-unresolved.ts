import { type Cases, GOOD, named, PRIMARY, provider, use } from "../support/kit.ts";

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
    { text: use('model: { primary: «"lmstudio/other" }', GOOD, "lmstudio"), severity: "warning" },
    { text: use('model: { primary: «"vllm/Qwen3" }', GOOD, "vllm"), severity: "warning" },
    { text: use('model: { primary: «"sglang/qwen3" }', named("Qwen/qwen3"), "sglang"), severity: "warning" },
    { text: use('model: { primary: "local/qwen3" }, voiceModel: «"locl/qwen3"') },
    { text: use('model: { primary: "local/qwen3" }, compaction: { memoryFlush: { model: «"locl/qwen3" } }') },
    {
      text: provider(GOOD, {
        rest: `${PRIMARY} hooks: { mappings: [{ action: "agent", model: «"locl/qwen3" }] }`,
      }),
    },
    // the misspelt name is the cause, not the list
    {
      text: use(
        'model: { primary: "local/qwen3" }, models: { "local/qwen3": {} }, subagents: { model: «"local/qwen" }',
      ),
      severity: "warning",
    },
  ],
  passing: [
    use(
      'model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-opus-4-6", "openrouter/qwen/qwen3-coder"] }',
    ),
    // an alias is also a valid name
    use('model: { primary: "Qwen" }, models: { "local/qwen3": { alias: "qwen" } }'),
    // a hosted plugin has more models than the config lists
    use(
      'model: { primary: "openai/gpt-5.6" }',
      GOOD.replace("http://127.0.0.1:8000", "https://api.openai.com"),
      "openai",
    ),
    // the wildcard asks OpenClaw to list the server's models
    use('model: { primary: "vllm/other" }, models: { "vllm/*": {} }', GOOD, "vllm"),
    // OpenClaw ignores the case of provider ids
    use('model: { primary: "Local/qwen3" }'),
    // speech and media have providers of their own
    use('model: { primary: "local/qwen3" }, voiceModel: "deepgram/nova-3"'),
    use('model: { primary: "local/qwen3@work" }'),
    use('model: { primary: "local/qwen3" }, models: { "vllm/*": {}, "local/qwen3": {} }'),
    use('model: { primary: "gpt-5.6" }'),
  ],
};
