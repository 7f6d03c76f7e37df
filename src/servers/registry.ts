import { litellm } from "./litellm.ts";
import { llamacpp } from "./llamacpp.ts";
import { lmstudio } from "./lmstudio.ts";
import { mlx } from "./mlx.ts";
import { ollama } from "./ollama.ts";
import { openaiCompatible } from "./openai-compatible.ts";
import { sglang } from "./sglang.ts";
import type { ServerAdapter, ServerKind } from "./types.ts";
import { vllm } from "./vllm.ts";

/** Every product with an adapter. The order decides between equally sure adapters. */
export const SERVERS = {
  lmstudio,
  llamacpp,
  vllm,
  sglang,
  litellm,
  ollama,
  mlx,
  "openai-compatible": openaiCompatible,
} satisfies Record<ServerKind, ServerAdapter>;

/** The adapters, in the order in which they are asked. */
export const ADAPTERS: readonly ServerAdapter[] = Object.values(SERVERS);

/** The adapter of a kind; the generic one where the kind is not known. */
export function adapterOf(kind: ServerKind | null): ServerAdapter {
  return SERVERS[kind ?? "openai-compatible"];
}

export interface WellKnownPort {
  port: number;
  /** Products that listen there by default: a hint for people, never evidence. */
  products: readonly string[];
}

/** Where `scan` looks, in the order in which it shows them. Sources: server facts 2.1, measured defaults. */
export const WELL_KNOWN_PORTS: readonly WellKnownPort[] = [
  { port: 1234, products: ["LM Studio"] },
  {
    port: 8000,
    products: ["vLLM", "NVIDIA NIM", "TensorRT-LLM", "oMLX", "llama-cpp-python", "transformers serve"],
  },
  { port: 9931, products: ["llama.cpp 0.7.0 and later"] },
  { port: 8080, products: ["llama.cpp", "mlx-lm", "mlx-vlm", "LocalAI", "llamafile", "llama-swap"] },
  { port: 11434, products: ["Ollama"] },
  { port: 4000, products: ["LiteLLM"] },
  { port: 30000, products: ["SGLang"] },
  { port: 1337, products: ["Jan"] },
  { port: 5000, products: ["text-generation-webui", "TabbyAPI"] },
  { port: 5001, products: ["KoboldCpp"] },
  { port: 12434, products: ["Docker Model Runner"] },
  { port: 13305, products: ["Lemonade"] },
  { port: 17434, products: ["llmman"] },
  { port: 18000, products: ["ds4"] },
  { port: 4891, products: ["GPT4All"] },
  { port: 3000, products: ["Text Generation Inference"] },
  { port: 8787, products: ["Portkey gateway"] },
];
