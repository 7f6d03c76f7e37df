import { type Cases, defaults, GOOD, provider, ROW, URL_LINE } from "./lint.ts";

const TWO = `${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "Small", contextWindow: 65536 }]`;

function use(fields: string, body = GOOD, id = "local"): string {
  return provider(body, { id, rest: `\n  ${defaults(fields)}` });
}

function named(modelId: string): string {
  return `${URL_LINE} models: [{ id: ${JSON.stringify(modelId)}, name: "M", contextWindow: 65536 }]`;
}

/** Faults of places that name a model. */
export const REF_CASES: Cases[] = [
  {
    id: "model-ref-unresolved",
    failing: [
      { text: use('model: { primary: «"locla/qwen3" }') },
      {
        text: use(
          'model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-opus-4-6", «"nowhere/x"] }',
        ),
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
      // an alias is a name as well
      use('model: { primary: "Qwen" }, models: { "local/qwen3": { alias: "qwen" } }'),
      // a plugin lists more models than the config
      use('model: { primary: "lmstudio/other" }', GOOD, "lmstudio"),
      use('model: { primary: "local/qwen3@work" }'),
      use('model: { primary: "local/qwen3" }, models: { "vllm/*": {}, "local/qwen3": {} }'),
      use('model: { primary: "gpt-5.6" }'),
    ],
  },
  {
    id: "vendor-slash-misroute",
    failing: [
      { text: use('model: { primary: «"google/gemma-3-27b" }', named("google/gemma-3-27b"), "lmstudio") },
      {
        text: use(
          'model: { primary: "local/zai-org/glm-4.6" }, subagents: { model: «"zai-org/glm-4.6" }',
          named("zai-org/glm-4.6"),
        ),
      },
    ],
    passing: [
      use('model: { primary: "lmstudio/google/gemma-3-27b" }', named("google/gemma-3-27b"), "lmstudio"),
      use('model: { primary: "google/gemini-3-pro" }', named("google/gemma-3-27b"), "lmstudio"),
    ],
  },
  {
    id: "model-id-at-suffix",
    failing: [
      {
        text: use(
          'model: { primary: «"lmstudio/qwen/qwen3-8b@bf16" }',
          named("qwen/qwen3-8b@bf16"),
          "lmstudio",
        ),
      },
      { text: use('model: { primary: «"local/x@latest" }', named("x@latest")) },
    ],
    passing: [
      ...["qwen/qwen3-8b@q8_0", "x@8bit", "x@iq3_m", "x@20260101"].map((id) =>
        use(`model: { primary: ${JSON.stringify(`lmstudio/${id}`)} }`, named(id), "lmstudio"),
      ),
      use('model: { primary: "local/qwen3@work" }'),
    ],
  },
  {
    id: "hosted-model-retired",
    failing: [
      { text: use('model: { primary: «"anthropic/claude-sonnet-4-5", fallbacks: ["local/qwen3"] }') },
      {
        text: use(
          'model: { primary: "local/qwen3" }, models: { "local/qwen3": {}, «"anthropic/claude-sonnet-4-5": {} }',
        ),
      },
    ],
    passing: [
      use('model: { primary: "anthropic/claude-sonnet-4-6", fallbacks: ["local/qwen3"] }'),
      { text: use('model: { primary: "anthropic/claude-sonnet-4-5" }'), version: "2026.7.1" },
    ],
  },
  {
    id: "embedding-as-chat",
    failing: [
      {
        text: use(
          'model: { primary: «"lmstudio/text-embedding-nomic-embed-text-v1.5" }',
          named("text-embedding-nomic-embed-text-v1.5"),
          "lmstudio",
        ),
      },
      { text: use('model: { primary: "local/qwen3", fallbacks: [«"lmstudio/bge-m3"] }') },
    ],
    passing: [
      use('model: { primary: "local/embers-7b" }', named("embers-7b")),
      use('model: { primary: "local/qwen3" }', TWO.replace('"small"', '"bge-m3"')),
    ],
  },
  {
    id: "mode-replace-hides-hosted",
    failing: [
      { text: replace('"local/qwen3", fallbacks: ["anthropic/claude-opus-4-6"]', "«") },
      { text: replace('"openai/gpt-5.6"', "«") },
    ],
    passing: [
      replace('"local/qwen3"'),
      use('model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-opus-4-6"] }'),
    ],
  },
  {
    id: "fallback-is-primary",
    failing: [
      { text: use('model: { primary: "local/qwen3", fallbacks: [«"local/qwen3"] }') },
      { text: use('model: { primary: "local/qwen3", fallbacks: ["local/small", «"local/small"] }', TWO) },
    ],
    passing: [
      use('model: { primary: "local/qwen3", fallbacks: ["local/small"] }', TWO),
      use('model: { primary: "local/qwen3", fallbacks: [] }'),
    ],
  },
  {
    id: "default-model-missing",
    failing: [
      { text: provider(TWO.replace('"qwen3"', '«"qwen3"')) },
      { text: provider(TWO.replace('"qwen3"', '«"qwen3"'), { rest: "agents: { defaults: {} }," }) },
    ],
    passing: [provider(GOOD), use('model: { primary: "local/small" }', TWO)],
  },
  {
    id: "alias-clash",
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
    ],
    passing: [
      use(
        'model: { primary: "local/qwen3" }, models: { "local/qwen3": { alias: "a" }, "local/small": { alias: "b" } }',
        TWO,
      ),
      use('model: { primary: "local/qwen3" }, models: { "local/qwen3": {}, "local/small": {} }', TWO),
    ],
  },
  {
    id: "model-not-in-policy",
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
      use(
        'model: { primary: "local/qwen3", fallbacks: ["local/small"] }, models: { "local/qwen3": {} }',
        TWO,
      ),
    ],
  },
];

function replace(model: string, mark = ""): string {
  return `{\n  models: { mode: ${mark}"replace", providers: { local: { ${GOOD} } } },\n  ${defaults(`model: { primary: ${model} }`)}\n}`;
}
