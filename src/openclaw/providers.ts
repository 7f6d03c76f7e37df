import { didYouMean } from "../core/did-you-mean.ts";

/** Provider ids that OpenClaw 2026.9.6 knows without a `models.providers` entry, from the package's plugin listing. */
// biome-ignore format: a list to scan, not to diff
const PLUGIN_PROVIDERS = new Set([
  "amazon-bedrock", "anthropic", "anthropic-vertex", "apple-fm", "azure-openai", "arcee", "byteplus", "cerebras",
  "chutes", "clawrouter", "claude-cli", "cloudflare-ai-gateway", "cohere", "copilot-proxy", "deepinfra", "deepseek",
  "fireworks", "github-copilot", "google", "google-vertex", "google-gemini-cli", "groq", "huggingface", "kilocode",
  "kimi", "kimi-coding", "litellm", "llama-cpp", "lmstudio", "microsoft-foundry", "minimax", "minimax-portal",
  "mistral", "moonshot", "nvidia", "ollama", "ollama-cloud", "openai", "openai-codex", "opencode", "opencode-go",
  "opencode-zen", "openrouter", "perplexity", "qianfan", "qwen", "qwen-portal", "sglang", "stepfun", "synthetic",
  "tencent", "together", "venice", "vercel-ai-gateway", "vllm", "volcengine", "xai", "xiaomi", "zai",
]);

/** The provider of OpenClaw that a misspelled id probably means. */
export function nearestPluginProvider(id: string): string | undefined {
  return didYouMean(id, [...PLUGIN_PROVIDERS]);
}

/** True for a provider that OpenClaw bundles. */
export function isPluginProvider(id: string): boolean {
  return PLUGIN_PROVIDERS.has(id.toLowerCase());
}

/** Ids (also with a suffix after a dash) that OpenClaw treats as self-hosted at any address: it waits longer for them. */
const SELF_HOSTED = /^(?:ollama|lmstudio|vllm|sglang|llama-cpp)(?:-|$)/i;

/** True for the id of a self-hosted product (isSelfHostedProviderId of OpenClaw 2026.9.6). */
export function isSelfHostedId(id: string): boolean {
  return SELF_HOSTED.test(id) && id.toLowerCase() !== "ollama-cloud";
}

/** Providers whose plugins declare usage in streams (supportsStreamingUsage in the manifests, 2026.5.28 to 2026.9.6). */
const COUNTS_ANYWHERE = new Set(["lmstudio", "vllm", "sglang"]);

/** The hosts of OpenClaw's endpoint class "local" (isLocalEndpointHost, 2026.5.28 to 2026.9.6). */
const COUNTS_HERE = /^(?:localhost|127\.0\.0\.1|\[::1\]|.*\.(?:localhost|local|internal))$/;

/** True when OpenClaw requests token counts in streams of this provider unasked. */
export function requestsUsage({ id, baseUrl }: { id: string; baseUrl: string }): boolean {
  if (COUNTS_ANYWHERE.has(id.toLowerCase())) return true;
  return URL.canParse(baseUrl) && COUNTS_HERE.test(new URL(baseUrl).hostname);
}

/** Default base URLs of local plugin providers whose entry may omit `baseUrl` (OpenClaw 2026.5.28 and later). */
const DEFAULT_BASE_URLS: Readonly<Record<string, string>> = {
  lmstudio: "http://localhost:1234/v1",
  vllm: "http://127.0.0.1:8000/v1",
  sglang: "http://127.0.0.1:30000/v1",
  litellm: "http://localhost:4000",
  ollama: "http://127.0.0.1:11434",
};

/** The base URL that OpenClaw uses for a local plugin provider without one; null for every other id. */
export function defaultBaseUrl(providerId: string): string | null {
  const id = providerId.toLowerCase();
  return Object.hasOwn(DEFAULT_BASE_URLS, id) ? (DEFAULT_BASE_URLS[id] ?? null) : null;
}

/** Literal keys that mean "no key": OpenClaw sends no Authorization header (measured on 2026.9.6). */
const KEY_MARKERS = new Set(["custom-local", "ollama-local", "lmstudio-local"]);

/** Literal keys that OpenClaw replaces with the environment variable of that name. */
// biome-ignore format: a list to scan
const KEY_ENV_MARKERS = new Set([
  "LM_API_TOKEN", "VLLM_API_KEY", "SGLANG_API_KEY", "LITELLM_API_KEY", "OLLAMA_API_KEY", "OPENAI_API_KEY",
  "ANTHROPIC_API_KEY", "OPENROUTER_API_KEY",
]);

export function isKeyMarker(value: string): boolean {
  return KEY_MARKERS.has(value);
}

export function isKeyEnvMarker(value: string): boolean {
  return KEY_ENV_MARKERS.has(value);
}
