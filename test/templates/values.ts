import type { TemplateValues } from "../../src/init/templates/types.ts";

/** What init gives for the plainest setup. */
export const LOCAL: TemplateValues = {
  primary: "lmstudio/minimax/minimax-m2.1",
  fallbacks: ["anthropic/claude-sonnet-4-6"],
  safetyNet: ["anthropic/claude-sonnet-4-6"],
  providerId: "lmstudio",
  baseUrl: "http://127.0.0.1:1234/v1",
  apiKey: "lmstudio",
  api: "openai-responses",
  modelId: "minimax/minimax-m2.1",
  modelName: "minimax-m2.1",
  reasoning: false,
  input: ["text"],
  contextNote: "GET /api/v1/models",
  contextWindow: 65_536,
  maxTokens: 8_192,
  openrouterBaseUrl: "https://eu.openrouter.ai/api/v1",
};
/** Every placeholder has a value. */
export const EVERYTHING: TemplateValues = {
  ...LOCAL,
  contextTokens: 65_536,
  timeoutSeconds: 600,
  request: { allowPrivateNetwork: true },
  compat: { supportsUsageInStreaming: true },
  rowParams: { num_ctx: 65_536 },
  aliases: { "lmstudio/minimax/minimax-m2.1": { alias: "Mini" }, "anthropic/claude-sonnet-4-6": {} },
  modelPolicy: {},
};
