import { type Cases, GOOD, provider, TWO, use } from "../support/kit.ts";

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
        'model: { primary: "local/qwen3" }, modelPolicy: { allow: ["openai/*", "local/qwen3"] }, heartbeat: { model: «"local/small" }',
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
    // with a wildcard in the list, the default model is lost
    {
      text: use('model: { primary: «"local/qwen3" }, modelPolicy: { allow: ["openrouter/*"] }'),
      severity: "error",
    },
    { text: use('model: «"local/qwen3", models: { "lmstudio/*": {} }'), severity: "error" },
    {
      text: provider(GOOD, {
        rest: `agents: {
          ownership: "explicit",
          defaults: { model: { primary: "local/qwen3" }, systemAgent: { agentId: "main" } },
          entries: { main: {}, mail: { workspace: "~/mail", modelPolicy: { allow: «["anthropic/*"] } } },
        }`,
      }),
      severity: "error",
    },
    {
      text: use(
        'model: { primary: "local/qwen3" }, modelPolicy: { allow: ["local/*"] }, heartbeat: { model: «"lmstudio/qwen3" }',
      ),
    },
  ],
  passing: [
    // exact refs alone let the default model pass
    use('model: { primary: "local/qwen3" }, modelPolicy: { allow: ["anthropic/claude-opus-4-6"] }'),
    use(
      'model: { primary: "local/qwen3" }, modelPolicy: { allow: ["openai/*", "coder"] }, models: { "local/qwen3": { alias: "coder" } }',
    ),
    use('model: { primary: "local/qwen3" }, modelPolicy: { allow: [] }, models: { "lmstudio/*": {} }'),
    `${use('model: { primary: "local/qwen3" }, models: { "lmstudio/*": {} }').trimEnd().slice(0, -1)} meta: { migrations: { modelPolicyAllowlist: true } } }`,
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
