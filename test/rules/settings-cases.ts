import { type Cases, defaults, GOOD, MODELS, provider, ROW } from "./lint.ts";

const DOCKER = { target: "docker", localOnly: false } as const;
const LOCAL_ONLY = { target: null, localOnly: true } as const;

const at = (url: string, id = "local") => provider(`baseUrl: ${url}, apiKey: "local", ${MODELS}`, { id });

/** A config with a local provider, a hosted one, and the default model as given. */
function models(model: string, { mode = "merge", rest = "" } = {}): string {
  return `{
  agents: { defaults: { model: ${model}, ${rest} } },
  models: { mode: "${mode}", providers: {
    local: { ${GOOD} },
    cloud: { baseUrl: "https://llm.example.com/v1", apiKey: "\${CLOUD_KEY}", models: [{ ${ROW} }] },
  } },
}`;
}

/** Faults that are some only by what the settings say. */
export const SETTINGS_CASES: Cases[] = [
  {
    id: "docker-loopback",
    failing: [
      { text: at('«"http://127.0.0.1:8000/v1"'), settings: DOCKER },
      { text: at('«"http://localhost:1234/v1"', "lmstudio"), settings: DOCKER },
      { text: at('«"http://[::1]:8000/v1"'), settings: DOCKER },
      // no base URL: OpenClaw takes the plugin's default, which is loopback as well
      {
        text: `{ models: { providers: { «lmstudio: { apiKey: "lmstudio", ${MODELS} } } } }`,
        settings: DOCKER,
      },
    ],
    passing: [
      at('"http://127.0.0.1:8000/v1"'),
      { text: at('"http://127.0.0.1:8000/v1"'), settings: { target: "host", localOnly: false } },
      { text: at('"http://host.docker.internal:8000/v1"'), settings: DOCKER },
      { text: at('"http://192.168.1.20:8000/v1"'), settings: DOCKER },
      { text: at('"${LLM_URL}"'), settings: DOCKER },
    ],
  },
  {
    id: "fallback-silent-paid",
    failing: [
      {
        text: models('{ primary: "local/qwen3", fallbacks: [«"anthropic/claude-sonnet-4-6"] }'),
        settings: LOCAL_ONLY,
      },
      { text: models('{ primary: "local/qwen3", fallbacks: [«"cloud/qwen3"] }'), settings: LOCAL_ONLY },
      { text: models('«"openai/gpt-5.5"'), settings: LOCAL_ONLY },
      { text: models('"local/qwen3"', { rest: 'imageModel: «"cloud/qwen3"' }), settings: LOCAL_ONLY },
      {
        text: models('{ primary: "local/qwen3", fallbacks: [«"big"] }', {
          rest: 'models: { "cloud/qwen3": { alias: "Big" } }',
        }),
        settings: LOCAL_ONLY,
      },
    ],
    passing: [
      models('{ primary: "local/qwen3", fallbacks: ["anthropic/claude-sonnet-4-6"] }'),
      { text: models('{ primary: "local/qwen3" }'), settings: LOCAL_ONLY },
      { text: models('"local/qwen3"', { rest: 'models: { "cloud/qwen3": {} }' }), settings: LOCAL_ONLY },
      { text: provider(GOOD, { rest: defaults('model: "ollama/qwen3:8b"') }), settings: LOCAL_ONLY },
      // not reached in this mode, and that is another fault
      {
        text: models('{ primary: "local/qwen3", fallbacks: ["anthropic/claude-sonnet-4-6"] }', {
          mode: "replace",
        }),
        settings: LOCAL_ONLY,
        besides: ["mode-replace-hides-hosted"],
      },
    ],
  },
];
