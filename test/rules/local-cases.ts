import { type Cases, defaults, provider, ROW, URL_LINE } from "./lint.ts";

/** A config whose default model is the one row of the one provider. */
function setup({
  id = "local",
  url = '"http://127.0.0.1:8000/v1"',
  api = "openai-completions",
  more = "",
  model = "qwen3",
  context = "contextWindow: 65536",
  fields = "",
  agent = "",
  rest = "",
} = {}): string {
  const row = `id: "${model}", name: "M", ${context}, maxTokens: 4096, ${fields}`;
  return provider(`baseUrl: ${url}, apiKey: "local", api: "${api}", ${more} models: [{ ${row} }]`, {
    id,
    rest: `${defaults(`model: { primary: "${id}/${model}" }, ${agent}`)}\n  ${rest}`,
  });
}

/** The row's id as a marked one. */
const MARKED_ID = (text: string) => text.replace('{ id: "', '{ id: «"');
const OLLAMA = { id: "ollama", url: '"http://127.0.0.1:11434"', api: "ollama", model: "qwen3:8b" };
const LAN = '"http://192.168.1.20:8000/v1"';
const LMSTUDIO = { id: "lmstudio", url: '"http://127.0.0.1:1234/v1"', api: "openai-responses" };
const COUNTS = "compat: { supportsUsageInStreaming: true }";

/** Two providers that declare the same id. */
function twice(primary: string, first: string, second: string): string {
  return `{
  models: { providers: {
    a: { ${URL_LINE} models: [{ id: "qwen3", name: "A", ${first} }] },
    b: { ${URL_LINE} models: [{ id: "qwen3", name: "B", ${second} }] },
  } },
  ${defaults(`model: { primary: ${primary} }`)}
}`;
}
const OLD = "2026.2.26";

/** An image model of its own beside a text model. */
function vision(imageModel: string, { input = "", id = "local" } = {}): string {
  return provider(
    `${URL_LINE} models: [{ ${ROW} }, { id: "vl", name: "VL", ${input} contextWindow: 65536 }]`,
    {
      id,
      rest: defaults(`model: { primary: "${id}/qwen3" }, imageModel: ${imageModel}`),
    },
  );
}

/** Everything that small-model-wide-tools needs, less what a test changes. */
function exposed({
  model = "qwen3-8b",
  tools = 'profile: "full"',
  sandbox = '«"off"',
  channel = 'dmPolicy: "open"',
} = {}) {
  return setup({
    model,
    agent: `sandbox: { mode: ${sandbox} }`,
    rest: `tools: { ${tools} }, channels: { telegram: { ${channel}, allowFrom: ["*"] } },`,
  });
}

const memory = (search: string, more = "") => setup({ rest: `memory: { search: ${search} }, ${more}` });
const plugin = (body: string, agent = "") =>
  setup({ agent, rest: `plugins: { entries: { "active-memory": { ${body} } } },` });

/** Faults that only local models have. */
export const LOCAL_CASES: Cases[] = [
  {
    id: "vision-not-declared",
    failing: [
      { text: vision('«"local/vl"', { input: 'input: ["text"],' }) },
      { text: vision('«"local/vl"') },
      {
        text: vision('{ primary: "local/vl", fallbacks: [«"local/qwen3"] }', { input: 'input: ["image"],' }),
      },
      { text: vision('«"lmstudio/vl"', { input: 'input: ["text"],', id: "lmstudio" }) },
    ],
    passing: [
      vision('"local/vl"', { input: 'input: ["text", "image"],' }),
      // LM Studio tells what its models take
      vision('"lmstudio/vl"', { id: "lmstudio" }),
      vision('"anthropic/claude-sonnet-4-6"'),
      setup({ agent: 'pdfModel: "local/qwen3"', fields: 'input: ["text"]' }),
    ],
  },
  {
    id: "same-id-two-providers",
    failing: [
      {
        text: twice('"a/qwen3"', "contextWindow: «40960", "contextWindow: 131072"),
        version: OLD,
      },
      {
        text: twice('"a/qwen3", fallbacks: ["b/qwen3"]', "contextWindow: «131072", "contextWindow: 40960"),
        version: OLD,
      },
      { text: twice('"a/qwen3"', "contextWindow: «65536", "contextWindow: 131072"), version: "2026.1.30" },
    ],
    passing: [
      twice('"a/qwen3"', "contextWindow: 40960", "contextWindow: 131072"),
      { text: twice('"b/qwen3"', "contextWindow: 40960", "contextWindow: 131072"), version: OLD },
      { text: twice('"a/qwen3"', "contextWindow: 65536", "contextWindow: 65536"), version: OLD },
      { text: twice('"a/qwen3"', "contextWindow: 40960", "contextWindow: 131072"), version: "2026.3.24" },
    ],
  },
  {
    id: "ollama-context-default",
    failing: [
      { text: setup({ ...OLLAMA, context: "contextWindow: «65536" }) },
      { text: setup({ ...OLLAMA, context: "contextWindow: «32768", fields: "params: { keep_alive: -1 }" }) },
      // an older release sends params.num_ctx only
      {
        text: setup({ ...OLLAMA, context: "contextWindow: «65536", fields: "contextTokens: 65536" }),
        version: "2026.7.1",
      },
    ],
    passing: [
      setup({ ...OLLAMA, fields: "params: { num_ctx: 65536 }" }),
      setup({ ...OLLAMA, fields: "contextTokens: 65536" }),
      setup({ ...OLLAMA, more: "params: { num_ctx: 65536 }," }),
      setup({ ...OLLAMA, agent: 'models: { "ollama/qwen3:8b": { params: { num_ctx: 65536 } } }' }),
      { text: setup({ ...OLLAMA, model: "kimi-k2.5:cloud" }), besides: ["ollama-cloud-not-local"] },
      // on this route OpenClaw sends the window itself
      {
        text: setup({ ...OLLAMA, url: '"http://127.0.0.1:11434/v1"', api: "openai-completions" }),
        besides: ["ollama-v1-compat"],
      },
    ],
  },
  {
    id: "usage-missing-in-stream",
    failing: [
      { text: MARKED_ID(setup({ url: LAN })) },
      {
        text: MARKED_ID(
          setup({
            id: "litellm",
            url: '"http://10.0.0.2:4000/v1"',
            fields: "compat: { supportsTools: true }",
          }),
        ),
      },
      {
        text: MARKED_ID(
          setup({ id: "llamacpp", url: '"http://gpubox:8080/v1"', more: "timeoutSeconds: 600," }),
        ),
      },
      { text: MARKED_ID(setup({ url: LAN })), version: "2026.7.1" },
    ],
    passing: [
      setup(),
      setup({ url: LAN, fields: COUNTS }),
      setup({ url: LAN, fields: "compat: { supportsUsageInStreaming: false }" }),
      setup({ id: "vllm", url: LAN }),
      setup({ url: '"http://gpubox.local:8000/v1"' }),
      setup({ url: '"http://host.docker.internal:8000/v1"' }),
      setup({ url: LAN, api: "openai-responses" }),
      setup({ url: '"https://llm.example.com/v1"' }),
      { text: setup({ url: LAN }), version: "2026.4.15" },
    ],
  },
  {
    id: "llm-timeout-slow-prefill",
    failing: [
      { text: setup({ more: "timeoutSeconds: «60," }) },
      { text: setup({ ...LMSTUDIO, more: "timeoutSeconds: «120," }) },
      { text: setup({ url: '«"http://gpubox:8000/v1"', fields: COUNTS }) },
      { text: setup({ agent: "timeoutSeconds: «120" }) },
    ],
    passing: [
      setup({ more: "timeoutSeconds: 300," }),
      setup({ url: '"http://gpubox:8000/v1"', fields: COUNTS, more: "timeoutSeconds: 600," }),
      setup({ id: "vllm", url: '"http://gpubox:8000/v1"' }),
      setup({ url: LAN, fields: COUNTS, agent: "timeoutSeconds: 1800" }),
      setup({ url: '"https://llm.example.com/v1"', more: "timeoutSeconds: 60," }),
      // a limit for hosted models
      provider(`${URL_LINE} models: [{ ${ROW} }]`, {
        rest: defaults('model: { primary: "anthropic/claude-sonnet-4-6" }, timeoutSeconds: 120'),
      }),
    ],
  },
  {
    id: "developer-role-rejected",
    failing: [
      { text: setup({ api: "openai-responses", fields: "reasoning: «true" }) },
      { text: setup({ api: "openai-responses", fields: "reasoning: «true", url: LAN }) },
      {
        text: setup({
          api: "openai-responses",
          id: "box",
          fields: "reasoning: «true, compat: { supportsTools: true }",
        }),
        version: "2026.7.1",
      },
    ],
    passing: [
      setup({ api: "openai-responses" }),
      setup({ fields: "reasoning: true" }),
      setup({ ...LMSTUDIO, fields: "reasoning: true" }),
      setup({ ...LMSTUDIO, id: "local", fields: "reasoning: true" }),
      setup({ api: "openai-responses", fields: "reasoning: true, compat: { supportsDeveloperRole: false }" }),
      setup({ api: "openai-responses", model: "openai/gpt-oss-20b", fields: "reasoning: true" }),
    ],
  },
  {
    id: "small-model-overwhelmed",
    failing: [
      { text: setup({ model: "qwen3-4b" }).replace('"local/qwen3-4b"', '«"local/qwen3-4b"') },
      { text: setup({ model: "qwen3-14b-iq3_xs" }).replace('"local/', '«"local/') },
      {
        text: setup({ model: "llama-3.2:3b", rest: 'tools: { profile: "full" },' }).replace(
          '"local/',
          '«"local/',
        ),
      },
    ],
    passing: [
      setup({ model: "qwen3-4b", rest: 'tools: { profile: "coding" },' }),
      setup({ model: "qwen3-4b", agent: "experimental: { localModelLean: true }" }),
      setup({ model: "qwen3-30b-a3b" }),
      setup({ model: "qwen3-8b" }),
      setup({ model: "glm-4.5-106b-q2_k" }),
      setup({ model: "gemma-3n-e4b" }),
      setup({ model: "mixtral-8x7b-3bit" }),
      setup({ model: "qwen2.5-7b-instruct-1m" }),
      setup({ model: "qwen3-4b", fields: "compat: { supportsTools: false }" }),
      // the small one is only the safety net
      provider(`${URL_LINE} models: [{ ${ROW} }, { id: "qwen3-4b", name: "S", contextWindow: 65536 }]`, {
        rest: defaults('model: { primary: "local/qwen3", fallbacks: ["local/qwen3-4b"] }'),
      }),
    ],
  },
  {
    id: "small-model-wide-tools",
    failing: [
      { text: exposed() },
      { text: exposed({ tools: 'alsoAllow: ["group:web"]' }) },
      { text: exposed({ tools: 'exec: { mode: "full" }', model: "gemma-3-12b-it" }) },
    ],
    passing: [
      exposed({ sandbox: '"all"' }),
      exposed({ sandbox: '"off"', channel: 'dmPolicy: "pairing"' }),
      exposed({ sandbox: '"off"', channel: 'enabled: false, dmPolicy: "open"' }),
      exposed({ sandbox: '"off"', model: "minimax-m2.1-gs32" }),
      exposed({ sandbox: '"off"', model: "qwen3-32b" }),
      exposed({ sandbox: '"off"', tools: 'profile: "messaging"' }),
    ],
  },
  {
    id: "tools-profile-messaging",
    failing: [
      { text: setup({ rest: 'tools: { profile: «"messaging", exec: { mode: "allowlist" } },' }) },
      { text: setup({ rest: 'tools: { profile: «"minimal", allow: ["exec", "session_status"] },' }) },
      {
        text: setup({}).replace(
          "agents: {",
          'agents: { entries: { ops: { tools: { profile: «"messaging", exec: { mode: "ask" } } } },',
        ),
      },
    ],
    passing: [
      setup({ rest: 'tools: { profile: "messaging" },' }),
      setup({
        rest: 'tools: { profile: "messaging", alsoAllow: ["group:runtime"], exec: { mode: "ask" } },',
      }),
      setup({ rest: 'tools: { profile: "messaging", exec: { mode: "deny" } },' }),
      setup({ rest: 'tools: { profile: "messaging", deny: ["exec"], exec: { mode: "ask" } },' }),
      setup({ rest: 'tools: { profile: "coding", exec: { mode: "ask" } },' }),
    ],
  },
  {
    id: "memory-search-needs-openai",
    failing: [
      { text: setup({ rest: "memory: { «search: { enabled: true } }," }) },
      { text: setup({ rest: 'memory: { «search: { model: "text-embedding-3-small" } },' }) },
      { text: setup({ ...LMSTUDIO, rest: 'memory: { «search: { enabled: true, provider: "auto" } },' }) },
    ],
    passing: [
      setup(),
      memory('{ enabled: true, provider: "lmstudio" }'),
      memory("{ enabled: false }"),
      memory("{ rememberAcrossConversations: true }"),
      memory('{ enabled: true, provider: "none" }'),
      memory("{ enabled: true }", 'env: { vars: { OPENAI_API_KEY: "${OPENAI_API_KEY}" } },'),
      memory(
        "{ enabled: true }",
        'auth: { profiles: { "openai:default": { provider: "openai", mode: "api_key" } } },',
      ),
      memory("{ enabled: true }").replace(
        '{ primary: "local/qwen3" }',
        '{ primary: "local/qwen3", fallbacks: ["openai/gpt-5.5"] }',
      ),
    ],
  },
  {
    id: "heartbeat-blocks-gpu",
    failing: [
      { text: setup({ agent: 'heartbeat: { every: «"5m" }' }) },
      { text: setup({ agent: 'heartbeat: { every: «"90s", model: "local/qwen3" }' }) },
      {
        text: setup({}).replace("agents: {", 'agents: { entries: { ops: { heartbeat: { every: «"10m" } } },'),
      },
    ],
    passing: [
      setup({ agent: 'heartbeat: { every: "30m" }' }),
      setup({ agent: 'heartbeat: { every: "0m" }' }),
      setup({ agent: 'heartbeat: { every: "5m", lightContext: true }' }),
      setup({ agent: 'heartbeat: { every: "5m", model: "anthropic/claude-haiku-4-5" }' }),
      setup({ agent: 'heartbeat: { every: "1h30m" }' }),
      provider(`${URL_LINE} models: [{ ${ROW} }]`, {
        rest: defaults('model: { primary: "anthropic/claude-sonnet-4-6" }, heartbeat: { every: "5m" }'),
      }),
    ],
  },
  {
    id: "compaction-cannot-recover",
    failing: [
      {
        text: setup({ context: "contextWindow: 31000", agent: 'compaction: { model: «"local/qwen3" }' }),
      },
      {
        text: setup({ context: "contextWindow: 24576", agent: 'compaction: { model: «"local/qwen3" }' }),
        besides: ["context-below-floor"],
      },
      {
        text: setup({
          context: "contextWindow: 65536, contextTokens: 20000",
          agent: 'compaction: { model: «"local/qwen3" }',
        }),
        besides: ["context-below-floor"],
      },
    ],
    passing: [
      setup({ agent: 'compaction: { model: "local/qwen3" }' }),
      setup({ context: "contextWindow: 31000" }),
      setup({
        context: "contextWindow: 31000",
        agent: 'compaction: { model: "anthropic/claude-haiku-4-5" }',
      }),
    ],
  },
  {
    id: "prompt-cache-thrash",
    failing: [
      { text: plugin('enabled: true, config: { mode: «"always" }') },
      { text: plugin('enabled: true, config: { model: "local/qwen3", mode: «"always" }') },
      { text: plugin("enabled: «true, config: { enabled: true }"), version: "2026.7.1" },
    ],
    passing: [
      plugin("enabled: true"),
      plugin('enabled: true, config: { mode: "escalate" }'),
      plugin('enabled: false, config: { mode: "always" }'),
      plugin('enabled: true, config: { mode: "always", model: "anthropic/claude-haiku-4-5" }'),
    ],
  },
];
