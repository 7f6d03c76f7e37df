import { type Cases, defaults, GOOD, MODELS, provider, ROW, URL_LINE } from "./lint.ts";

/** Faults of the file as such and against OpenClaw's schema. */
export const FILE_CASES: Cases[] = [
  {
    id: "config-encoding",
    failing: [
      { text: provider(`${URL_LINE} models: [{ id: "qwen3", name: "Qw«\uFFFDn", contextWindow: 65536 }]`) },
      { text: `{\n  // caf«\uFFFD\n  agents: {},\n}` },
      {
        text: `{ ${defaults('model: { primary: "local/qwen3" }')} models: { providers: { local: {\n    ${URL_LINE}\n    headers: { "x-name": "J«\uFFFDrg" }, ${MODELS}\n  } } } }`,
      },
    ],
    passing: [
      `\uFEFF${provider(GOOD)}`,
      `{ agents: { entries: { main: { identity: { name: "Café ☕" } } } } }`,
      // the sign itself, meant as such
      `{ agents: { entries: { main: { identity: { name: "\\uFFFD" } } } } }`,
    ],
  },
  {
    id: "duplicate-key",
    failing: [
      { text: `{\n  models: { mode: "merge" },\n  «models: { mode: "merge" },\n}` },
      { text: provider(`${URL_LINE}\n    «apiKey: "other", ${MODELS}`) },
      // at every level that is in use
      { text: provider(`${URL_LINE} models: [{ ${ROW},\n      «maxTokens: 4096 }]`) },
    ],
    passing: [
      "{}",
      provider(GOOD, { rest: defaults('model: { primary: "local/qwen3" }') }),
      // the same name in two objects
      provider(`${URL_LINE} models: [{ ${ROW} }, { ${ROW.replace('"qwen3"', '"small"')} }]`, {
        rest: defaults('model: { primary: "local/qwen3" }'),
      }),
    ],
  },
  {
    id: "config-unknown-key",
    failing: [
      {
        text: provider(
          `«baseURL: "http://127.0.0.1:8000/v1", baseUrl: "http://127.0.0.1:8000/v1", apiKey: "x", ${MODELS}`,
        ),
      },
      { text: provider(`${URL_LINE} models: [{ ${ROW}, «numCtx: 8192 }]`) },
      { text: `{\n  «memorySearch: { enabled: true },\n}` },
      { text: `{ ${defaults('«memorySearch: { provider: "local" }')} }` },
      // timeoutSeconds came with 2026.5
      { text: provider(`${GOOD}, «timeoutSeconds: 600`), version: "2026.4.15" },
      { text: provider(`${GOOD}, «noSuchKey: 1`), version: "2027.1.1", severity: "warning" },
    ],
    passing: [
      `{ $schema: "https://openclaw.ai/schema.json" }`,
      provider(`${GOOD}, timeoutSeconds: 600, params: { anything: { goes: 1 } }`),
      // between two snapshots only what both refuse is a fault
      { text: provider(`${GOOD}, timeoutSeconds: 600`), version: "2026.5.1" },
      { text: `{ ${defaults('memorySearch: { provider: "local" }')} }`, version: "2026.7.1" },
    ],
  },
  {
    id: "config-schema",
    failing: [
      { text: provider(`${URL_LINE} models: [«{ id: "qwen3", contextWindow: 65536 }]`) },
      { text: provider(`${URL_LINE} models: [«"qwen3"]`) },
      {
        text: provider(
          `${URL_LINE} models: [{ ${ROW}, cost: { input: «"0", output: 0, cacheRead: 0, cacheWrite: 0 } }]`,
        ),
      },
      { text: provider(`${URL_LINE} models: [{ ${ROW}, input: [«"visoin"] }]`) },
      { text: `{ models: { mode: «"merged" } }` },
      { text: `{ models: { providers: { local: «{ api: "openai-completions", models: [] } } } }` },
      { text: `{ gateway: { port: «70000 } }` },
    ],
    passing: [
      provider(`${URL_LINE} models: [{ ${ROW}, input: ["text", "image"], cost: { input: 0, output: 0 } }]`),
      // a plugin's provider may be an overlay
      `{ models: { providers: { lmstudio: { params: { preload: false } } } } }`,
      "{ models: { providers: {} } }",
      // what has a default need not be written, though OpenClaw's printed schema calls it required
      "{ channels: { telegram: {}, slack: {}, discord: {}, whatsapp: {}, signal: {} } }",
      { text: "{ channels: { telegram: {} }, commands: {} }", version: "2026.4.15" },
    ],
  },
  {
    id: "api-wrong-enum",
    failing: [
      { text: provider(`${GOOD}, api: «"openai-chat"`) },
      { text: provider(`${URL_LINE} models: [{ ${ROW}, api: «"openai" }]`) },
      { text: provider(`${GOOD}, api: «"openai-codex-responses"`) },
      { text: provider(`${GOOD}, api: «"ollama"`), version: "2026.2.6-3" },
    ],
    passing: [
      provider(`${GOOD}, api: "openai-completions"`),
      provider(`${GOOD}, api: "openai-responses"`),
      { text: provider(`${GOOD}, api: "openai-codex-responses"`), version: "2026.4.15" },
    ],
  },
  {
    id: "retired-key",
    failing: [
      { text: `{ ${defaults("«contextTokens: 32768")} }` },
      { text: provider(`${GOOD}, «contextWindow: 32768`) },
      {
        text: provider(`${GOOD}, «contextTokens: 32768`),
        version: "2026.8.2",
        besides: ["context-below-floor"],
      },
    ],
    passing: [
      provider(`${URL_LINE} models: [{ ${ROW}, contextTokens: 60000 }]`),
      { text: `{ ${defaults("contextTokens: 32768")} }`, version: "2026.7.1" },
      { text: provider(`${GOOD}, contextWindow: 65536`), version: "2026.7.1" },
    ],
  },
  {
    id: "agents-list-legacy",
    failing: [
      { text: `{ agents: { «list: [{ id: "main" }] } }` },
      {
        text: `{\n  agents: {\n    «list: [{ id: "main", default: true }, { id: "work" }],\n  },\n}`,
        version: "2026.8.2",
      },
      { text: `{ agents: { «list: [], defaults: { workspace: "~/work" } } }` },
    ],
    passing: [
      `{ agents: { entries: { main: {} } } }`,
      { text: `{ agents: { list: [{ id: "main" }] } }`, version: "2026.7.1" },
      `{ agents: { defaults: { workspace: "~/work" } } }`,
    ],
  },
  {
    id: "legacy-llm-idle-key",
    failing: [
      { text: `{ ${defaults("«llm: { idleTimeoutSeconds: 600 }")} }` },
      { text: provider(GOOD, { rest: defaults("\n «llm: {}") }), version: "2026.5.28" },
      {
        text: `{\n  ${defaults('model: "anthropic/claude-opus-4-6",\n    «llm: { idleTimeoutSeconds: 0 }')}\n}`,
      },
    ],
    passing: [
      provider(`${GOOD}, timeoutSeconds: 600`),
      { text: `{ ${defaults("llm: { idleTimeoutSeconds: 600 }")} }`, version: "2026.4.15" },
      `{ ${defaults("timeoutSeconds: 900")} }`,
    ],
  },
  {
    id: "legacy-reservetokens",
    failing: [
      { text: `{ ${defaults("compaction: { «reserveTokensFloor: 20000 }")} }` },
      { text: `{ ${defaults("compaction: { «maxHistoryShare: 0.5 }")} }`, version: "2026.8.2" },
      { text: `{\n  ${defaults('compaction: { mode: "safeguard",\n    «reserveTokens: 40000 }')}\n}` },
    ],
    passing: [
      `{ ${defaults('compaction: { mode: "safeguard" }')} }`,
      { text: `{ ${defaults("compaction: { reserveTokensFloor: 20000 }")} }`, version: "2026.7.1" },
      `{ ${defaults('compaction: { model: "anthropic/claude-opus-4-6" }')} }`,
    ],
  },
  {
    id: "schema-not-bundled",
    failing: [
      { text: "«{}", version: "2026.1.5" },
      { text: `«${provider(`${URL_LINE} ${MODELS}, api: "openai-completions"`)}`, version: "2025.12.1" },
      { text: `\n  «{ gateway: { port: 18789 } }`, version: "2026.1.29" },
    ],
    passing: ["{}", { text: "{}", version: "2026.9.2" }, { text: "{}", version: "2026.12.1" }],
  },
];
