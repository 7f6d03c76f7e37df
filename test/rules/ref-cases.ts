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
      {
        text: use(
          'model: { primary: "anthropic/claude-opus-4-6", fallbacks: [«"openai/gpt-oss-20b"] }',
          named("openai/gpt-oss-20b"),
        ),
      },
    ],
    passing: [
      use('model: { primary: "lmstudio/google/gemma-3-27b" }', named("google/gemma-3-27b"), "lmstudio"),
      use('model: { primary: "google/gemini-3-pro" }', named("google/gemma-3-27b"), "lmstudio"),
      // two ways to one name, both written out
      use(
        'model: { primary: "local/zai-org/glm-4.6", fallbacks: ["anthropic/claude-opus-4-6"] }',
        named("zai-org/glm-4.6"),
      ),
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
      {
        text: use(
          'model: { primary: "anthropic/claude-opus-4-6", fallbacks: [\n «"local/x@mxfp4"] }',
          named("x@mxfp4"),
        ),
      },
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
      {
        text: use('model: { primary: "local/qwen3", fallbacks: [\n «"anthropic/claude-sonnet-4-5"] }'),
      },
    ],
    passing: [
      use('model: { primary: "anthropic/claude-sonnet-4-6", fallbacks: ["local/qwen3"] }'),
      { text: use('model: { primary: "anthropic/claude-sonnet-4-5" }'), version: "2026.7.1" },
      // the same words, but of a server of one's own
      use('model: { primary: "local/claude-sonnet-4-5" }', named("claude-sonnet-4-5")),
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
      {
        text: use(
          'model: { primary: "local/qwen3" }, heartbeat: { model: «"local/nomic-embed-text" }',
          TWO.replace('"small"', '"nomic-embed-text"'),
        ),
      },
    ],
    passing: [
      use('model: { primary: "local/embers-7b" }', named("embers-7b")),
      use('model: { primary: "local/qwen3" }', TWO.replace('"small"', '"bge-m3"')),
      use('model: { primary: "local/e5-chat-7b" }', named("e5-chat-7b")),
    ],
  },
  {
    id: "mode-replace-hides-hosted",
    failing: [
      { text: replace('"local/qwen3", fallbacks: ["anthropic/claude-opus-4-6"]', "«") },
      { text: replace('"openai/gpt-5.6"', "«") },
      { text: replace('"anthropic/claude-opus-4-6", fallbacks: ["local/qwen3"]', "«") },
    ],
    passing: [
      replace('"local/qwen3"'),
      use('model: { primary: "local/qwen3", fallbacks: ["anthropic/claude-opus-4-6"] }'),
      replace('"local/qwen3", fallbacks: []'),
    ],
  },
  {
    id: "fallback-is-primary",
    failing: [
      { text: use('model: { primary: "local/qwen3", fallbacks: [«"local/qwen3"] }') },
      { text: use('model: { primary: "local/qwen3", fallbacks: ["local/small", «"local/small"] }', TWO) },
      { text: use('model: { primary: "local/qwen3", fallbacks: ["local/small",\n «"local/qwen3"] }', TWO) },
    ],
    passing: [
      use('model: { primary: "local/qwen3", fallbacks: ["local/small"] }', TWO),
      use('model: { primary: "local/qwen3", fallbacks: [] }'),
      use('model: { primary: "local/qwen3", fallbacks: ["local/small", "anthropic/claude-opus-4-6"] }', TWO),
    ],
  },
  {
    id: "default-model-missing",
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
      {
        text: use(
          'model: { primary: "local/qwen3" }, models: {\n    "local/qwen3": { alias: "fast" },\n    "local/small": { alias: «"fast" } }',
          TWO,
        ),
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
