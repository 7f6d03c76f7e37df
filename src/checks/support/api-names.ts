/** Common wrong names with only one possible meaning. */
export const MEANT_API: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "openai-chat": "openai-completions",
    "openai-chat-completions": "openai-completions",
    "openai-completion": "openai-completions",
    "chat-completions": "openai-completions",
    chat: "openai-completions",
    completions: "openai-completions",
    "openai-response": "openai-responses",
    responses: "openai-responses",
    anthropic: "anthropic-messages",
    "openai-codex-responses": "openai-chatgpt-responses",
    "openai-chatgpt-responses": "openai-codex-responses",
  }),
);

/** Names for "something like OpenAI's API": usually chat completions, but not certainly. */
export const PROBABLE_API: ReadonlyMap<string, string> = new Map(
  Object.entries({
    openai: "openai-completions",
    "openai-compatible": "openai-completions",
    "openai-compat": "openai-completions",
    openai_compatible: "openai-completions",
    lmstudio: "openai-responses",
    vllm: "openai-completions",
    litellm: "openai-completions",
    llamacpp: "openai-completions",
    "llama.cpp": "openai-completions",
  }),
);

/** The API that a wrong name means; the name itself if that is not known. */
export function apiMeantBy(name: string): string {
  const lower = name.toLowerCase();
  if (REAL.has(lower)) return name;
  return MEANT_API.get(lower) ?? PROBABLE_API.get(lower) ?? name;
}

/** Wrong in some releases and right in others. */
const REAL = new Set(["openai-codex-responses", "openai-chatgpt-responses"]);
