import {
  type Emulator,
  generic,
  litellm,
  llamacpp,
  mlx,
  ollama,
  type Profile,
  sglang,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";

const at = (profile: Profile) => () => startEmulator(profile);
export const CONTEXT = 65_536;
export const MODEL = { id: "qwen3-coder-30b", tools: true };
const models = [MODEL];

/** Every product as a healthy server, and what doctor may report all the same (the server does not tell). */
export const HEALTHY: [name: string, start: () => Promise<Emulator>, flags: string[], said: string[]][] = [
  ["LM Studio (REST v1)", () => startLmStudio({ loadedContext: CONTEXT }), [], []],
  ["LM Studio (REST v0)", () => startLmStudio({ loadedContext: CONTEXT, rest: "v0" }), [], []],
  ["vLLM", at(vllm({ models, allocatedContext: CONTEXT })), [], []],
  ["llama.cpp", at(llamacpp({ models, allocatedContext: CONTEXT })), [], []],
  [
    "llama.cpp router",
    at(llamacpp({ mode: "router", models: [{ ...MODEL, loaded: true }], allocatedContext: CONTEXT })),
    [],
    [],
  ],
  ["Ollama", at(ollama({ models: [{ ...MODEL, loaded: true }], allocatedContext: CONTEXT })), [], []],
  ["SGLang", at(sglang({ models, allocatedContext: CONTEXT })), [], []],
  ["LiteLLM", at(litellm({ models })), ["--context", String(CONTEXT)], ["context-undeclared"]],
  ["mlx-lm", at(mlx({ models })), ["--context", String(CONTEXT)], ["context-undeclared"]],
  ["another gateway", at(generic({ models })), ["--context", String(CONTEXT)], ["context-undeclared"]],
];
