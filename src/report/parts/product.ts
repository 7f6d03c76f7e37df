import type { ServerKind } from "../../servers/types.ts";

const LABELS: Record<ServerKind, string> = {
  lmstudio: "LM Studio",
  vllm: "vLLM",
  litellm: "LiteLLM",
  llamacpp: "llama.cpp",
  ollama: "Ollama",
  sglang: "SGLang",
  mlx: "MLX",
  "openai-compatible": "OpenAI-compatible server",
};

/** Name of a product for people, by the kind that a report holds. */
export function productName(kind: string | null): string {
  if (kind === null) return "not recognised";
  return Object.entries(LABELS).find(([key]) => key === kind)?.[1] ?? kind;
}
