import { LOOPBACK } from "./bind.ts";
import type { MachinePlace, ServeInput } from "./start.ts";

/** The arguments that serve a recommended model; null: there is no GGUF file of it. */
export function serveWords({ model, quant, context, kvType, experts }: ServeInput, port: number) {
  if (model.gguf === null) return null;
  return [
    ...["-hf", `${model.gguf.repo}:${quant.name}`, "-c", context, "-np", 1],
    ...(kvType === "f16" ? [] : ["-fa", "on", "-ctk", kvType, "-ctv", kvType]),
    ...(experts ? ["-ngl", 999, ...expertOptions(experts.cpuBlocks)] : []),
    ...["--host", LOOPBACK, "--port", port, "--alias", model.id],
  ];
}

/** Where -hf keeps its files: its own folder, and since b8645 the Hugging Face cache (ggml-org/llama.cpp#21364). */
export function cacheFolders({ env, homeDir, platform }: MachinePlace): string[] {
  const cache = env["XDG_CACHE_HOME"] || `${homeDir}/.cache`;
  const hub = env["HF_HUB_CACHE"] || `${env["HF_HOME"] || `${cache}/huggingface`}/hub`;
  const own =
    platform === "darwin"
      ? `${homeDir}/Library/Caches/llama.cpp`
      : platform === "win32"
        ? `${env["LOCALAPPDATA"] ?? homeDir}\\llama.cpp`
        : `${cache}/llama.cpp`;
  return [env["LLAMA_CACHE"] || own, hub];
}

/** Since August 2025 (ggml-org/llama.cpp#15077). */
function expertOptions(cpuBlocks: number | null): (string | number)[] {
  return cpuBlocks === null ? ["--cpu-moe"] : ["-ncmoe", cpuBlocks];
}
