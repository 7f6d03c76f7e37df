import { type Cases, defaults, GOOD, provider, ROW } from "../support/kit.ts";

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

const LOCAL_ONLY = { target: null, localOnly: true } as const;

export const cases: Cases = {
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
    // not reached in this mode, which another check reports
    {
      text: models('{ primary: "local/qwen3", fallbacks: ["anthropic/claude-sonnet-4-6"] }', {
        mode: "replace",
      }),
      settings: LOCAL_ONLY,
      besides: ["mode-replace-hides-hosted"],
    },
  ],
};
