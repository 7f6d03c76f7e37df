import { type Cases, defaults, GOOD, provider, ROW, URL_LINE } from "./lint.ts";

const PRIMARY = defaults('model: { primary: "local/qwen3" }');

/** One model row with these fields, and it is the default. */
function row(fields: string, { id = "local", rest = PRIMARY.replaceAll("local/", `${id}/`) } = {}): string {
  return provider(`${URL_LINE} models: [{ ${fields} }]`, { id, rest });
}

/** Faults of a model row. */
export const MODEL_CASES: Cases[] = [
  {
    id: "duplicate-model-ids",
    failing: [
      {
        text: provider(`${URL_LINE} models: [{ ${ROW} }, { ${ROW.replace('"qwen3"', '«"qwen3"')} }]`, {
          rest: PRIMARY,
        }),
      },
      {
        text: provider(`${URL_LINE} models: [{ ${ROW} },\n { id: «"qwen3", name: "B" }]`, { rest: PRIMARY }),
      },
      {
        text: provider(
          `${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "S", contextWindow: 65536 }, { id: «"small", name: "S2", contextWindow: 32768 }]`,
          { rest: PRIMARY },
        ),
      },
    ],
    passing: [
      row(ROW),
      provider(`${URL_LINE} models: [{ ${ROW} }, { id: "Qwen3", name: "B", contextWindow: 65536 }]`, {
        rest: PRIMARY,
      }),
      // two providers may have the same model
      `{ ${PRIMARY} models: { providers: { local: { ${GOOD} }, box: { ${GOOD} } } } }`,
    ],
  },
  {
    id: "id-repeats-provider",
    failing: [
      { text: row(ROW.replace('"qwen3"', '«"local/qwen3"')) },
      { text: row(ROW.replace('"qwen3"', '«"box/qwen3"'), { id: "box" }) },
      {
        text: provider(
          `${URL_LINE} models: [{ ${ROW} }, { id: «"local/small", name: "S", contextWindow: 65536 }]`,
          { rest: PRIMARY },
        ),
      },
    ],
    passing: [
      row(ROW.replace('"qwen3"', '"qwen/qwen3"'), {
        id: "qwen",
        rest: defaults('model: { primary: "qwen/qwen/qwen3" }'),
      }),
      row(ROW.replace('"qwen3"', '"lmstudio-community/qwen3"'), {
        id: "lmstudio",
        rest: defaults('model: { primary: "lmstudio/lmstudio-community/qwen3" }'),
      }),
      row(ROW.replace('"qwen3"', '"local-qwen3"'), {
        rest: defaults('model: { primary: "local/local-qwen3" }'),
      }),
    ],
  },
  {
    id: "no-context-declared",
    failing: [
      { text: row('id: «"qwen3", name: "Qwen3"') },
      { text: row('id: «"qwen3", name: "Qwen3", maxTokens: 8192', { id: "vllm" }) },
      {
        text: provider(`${URL_LINE} models: [{ ${ROW} }, { id: «"small", name: "S" }]`, {
          rest: defaults('model: { primary: "local/qwen3", fallbacks: ["local/small"] }'),
        }),
      },
    ],
    passing: [
      row('id: "qwen3", name: "Qwen3", contextTokens: 65536'),
      // LM Studio's plugin asks the server
      row('id: "qwen3", name: "Qwen3"', { id: "lmstudio" }),
      // not in use
      provider(`${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "S" }]`, { rest: PRIMARY }),
    ],
  },
  {
    id: "context-below-floor",
    failing: [
      { text: row('id: "qwen3", name: "Q", contextWindow: «4096'), severity: "error" },
      { text: row('id: "qwen3", name: "Q", contextWindow: «20480'), severity: "warning" },
      { text: row('id: "qwen3", name: "Q", contextWindow: 131072, contextTokens: «8192'), severity: "error" },
      {
        text: row('id: "qwen3", name: "Q", contextWindow: «32768'),
        version: "2026.8.2",
        severity: "warning",
      },
      {
        text: row('id: "qwen3", name: "Q", contextWindow: «32768', {
          rest: `${PRIMARY} tools: { toolSearch: false },`,
        }),
        severity: "error",
      },
    ],
    passing: [
      row('id: "qwen3", name: "Q", contextWindow: 32768'),
      row('id: "qwen3", name: "Q", contextWindow: 20480', {
        rest: `${PRIMARY} tools: { profile: "minimal" },`,
      }),
      // not in use
      provider(`${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "S", contextWindow: 4096 }]`, {
        rest: PRIMARY,
      }),
    ],
  },
  {
    id: "max-tokens-overflow",
    failing: [
      { text: row('id: "qwen3", name: "Q", contextWindow: 65536, maxTokens: «65536') },
      { text: row('id: "qwen3", name: "Q", contextWindow: 65536, maxTokens: «131072') },
      { text: row('id: "qwen3", name: "Q", maxTokens: «32768,\n      contextWindow: 32768') },
    ],
    passing: [
      row(ROW),
      row('id: "qwen3", name: "Q", contextWindow: 131072, contextTokens: 32768, maxTokens: 65536'),
      // nothing to compare with
      row('id: "qwen3", name: "Q", maxTokens: 131072', { id: "lmstudio" }),
    ],
  },
  {
    id: "cost-not-zero",
    failing: [
      { text: row(`${ROW}, cost: «{ input: 3, output: 15, cacheRead: 0, cacheWrite: 0 }`) },
      { text: row(`${ROW}, cost: «{ input: 0, output: 0.1, cacheRead: 0, cacheWrite: 0 }`) },
      {
        text: row(`${ROW},\n      cost: «{ input: 0, output: 0, cacheRead: 0.5, cacheWrite: 0 }`, {
          id: "vllm",
        }),
      },
    ],
    passing: [
      row(`${ROW}, cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }`),
      row(`${ROW}, cost: { input: 3, output: 15, cacheRead: 0, cacheWrite: 0 }`, { id: "litellm" }),
      provider(
        GOOD.replace("http://127.0.0.1:8000", "https://llm.example.com").replace(
          ROW,
          `${ROW}, cost: { input: 3, output: 1, cacheRead: 0, cacheWrite: 0 }`,
        ),
      ),
    ],
  },
  {
    id: "ollama-cloud-not-local",
    failing: [
      { text: ollama('id: «"gpt-oss:120b-cloud"', "ollama/gpt-oss:120b-cloud") },
      { text: ollama('id: «"kimi-k2.5:cloud"', "ollama/kimi-k2.5:cloud") },
      { text: ollama('id: «"qwen3-coder:480b-cloud"', "ollama/qwen3-coder:480b-cloud") },
    ],
    passing: [
      ollama('id: "gpt-oss:20b"', "ollama/gpt-oss:20b"),
      ollama('id: "kimi-k2.5:cloud"', "anthropic/claude-opus-4-6"),
      // a name that only contains the word
      ollama('id: "cloud-llama:8b"', "ollama/cloud-llama:8b"),
    ],
  },
];

function ollama(id: string, primary: string): string {
  return provider(
    `baseUrl: "http://127.0.0.1:11434", apiKey: "ollama-local", api: "ollama", models: [{ ${id}, name: "M", contextWindow: 65536, params: { num_ctx: 65536 } }]`,
    { id: "ollama", rest: defaults(`model: { primary: ${JSON.stringify(primary)} }`) },
  );
}
