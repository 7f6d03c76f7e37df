import { commandLine, withEnv } from "../core/shell.ts";
import { GIB } from "../machine/size.ts";
import type { CatalogModel, Quant } from "./catalog.ts";
import type { Machine } from "./machine.ts";
import type { KvType } from "./memory.ts";

/** Servers that commands are printed for. */
export const SERVE_KINDS = ["lmstudio", "llamacpp", "ollama", "vllm", "sglang", "mlx"] as const;
export type ServeKind = (typeof SERVE_KINDS)[number];

export const FORMATS_OF: Readonly<Record<ServeKind, Quant["format"]>> = {
  lmstudio: "gguf",
  llamacpp: "gguf",
  ollama: "gguf",
  vllm: "safetensors",
  sglang: "safetensors",
  mlx: "mlx",
};

export interface ServeRequest {
  model: CatalogModel;
  quant: Quant;
  /** Tokens of one sequence. */
  context: number;
  kvType: KvType;
  needBytes: number;
}

export interface ServeCommand {
  server: ServeKind;
  command: string;
}

/** Ollama cannot pull a file that is split, and files above this are. */
const MAX_OLLAMA_BYTES = 48e9;
/** What vLLM takes of a card by default (vllm/config/cache.py), and what it needs besides weights and cache. */
const VLLM_UTILIZATION = 0.92;
const VLLM_UTILIZATION_HIGH = 0.95;
const VLLM_RESERVE_BYTES = 4 * GIB;
/** Longest answer of mlx_lm.server, which has no option for the context: its cache grows as it goes. In tokens. */
const MLX_MAX_TOKENS = 8192;

/** Every command that starts this pick; all bind to loopback only and open one slot, which is what was reckoned with. */
export function serveCommands(request: ServeRequest, machine: Machine, only?: ServeKind): ServeCommand[] {
  const all: (ServeCommand | null)[] = [];
  if (request.quant.format === "gguf")
    all.push(lmStudio(request, machine), llamaCpp(request, machine), ollama(request, machine));
  if (request.quant.format === "safetensors") all.push(vllm(request, machine), sglang(request, machine));
  if (request.quant.format === "mlx") all.push(mlx(request, machine));
  return all.filter((item) => item !== null).filter((item) => only === undefined || item.server === only);
}

/** PowerShell 5 knows no `&&`. */
function inOrder(commands: readonly string[], platform: string): string {
  return (
    commands.join(platform === "win32" ? "; if ($?) { " : " && ") +
    (platform === "win32" ? " }".repeat(commands.length - 1) : "")
  );
}

function lmStudio(
  { model, quant, context, kvType }: ServeRequest,
  { platform }: Machine,
): ServeCommand | null {
  // `lms load` has no option for the type of the cache, so that an f16 cache would not fit.
  if (model.gguf === null || kvType !== "f16") return null;
  const source = `https://huggingface.co/${model.gguf.repo}@${quant.name}`;
  const load = ["--context-length", context, "--gpu", "max", "--parallel", 1];
  return {
    server: "lmstudio",
    command: inOrder(
      [
        commandLine(platform, "lms", "get", source),
        // Without a known key `lms load` asks which of the downloaded models is meant.
        model.lmstudioKey === null
          ? commandLine(platform, "lms", "load", ...load)
          : commandLine(platform, "lms", "load", model.lmstudioKey, ...load, "--yes"),
        commandLine(platform, "lms", "server", "start", "--port", 1234),
      ],
      platform,
    ),
  };
}

function llamaCpp(
  { model, quant, context, kvType }: ServeRequest,
  { platform }: Machine,
): ServeCommand | null {
  if (model.gguf === null) return null;
  const cache = kvType === "f16" ? [] : ["-fa", "on", "-ctk", kvType, "-ctv", kvType];
  const words = [
    "llama-server",
    "-hf",
    `${model.gguf.repo}:${quant.name}`,
    "-c",
    context,
    "-np",
    1,
    ...cache,
  ];
  return {
    server: "llamacpp",
    command: commandLine(platform, ...words, "--host", "127.0.0.1", "--port", 8080, "--alias", model.id),
  };
}

function ollama({ model, quant, context, kvType }: ServeRequest, { platform }: Machine): ServeCommand | null {
  // The library name brings Ollama's own default quantization.
  const ownName = quant.name === "Q4_K_M" || quant.name === "MXFP4" ? model.ollama : null;
  const small = quant.bytes !== null && quant.bytes <= MAX_OLLAMA_BYTES;
  const source = ownName ?? (model.gguf && small ? `hf.co/${model.gguf.repo}:${quant.name}` : null);
  if (source === null) return null;
  const env: Record<string, string> = {
    OLLAMA_CONTEXT_LENGTH: String(context),
    OLLAMA_NUM_PARALLEL: "1",
    OLLAMA_KEEP_ALIVE: "-1",
  };
  if (kvType !== "f16") Object.assign(env, { OLLAMA_FLASH_ATTENTION: "1", OLLAMA_KV_CACHE_TYPE: kvType });
  const pull = commandLine(platform, "ollama", "pull", source);
  return {
    server: "ollama",
    command: `${withEnv(env, "ollama serve", platform)}   # then, in another terminal: ${pull}`,
  };
}

function parserFlags(model: CatalogModel): string[] {
  const { tool, reasoning } = model.parsers;
  return [
    ...(tool === null ? [] : ["--tool-call-parser", tool]),
    ...(reasoning === null ? [] : ["--reasoning-parser", reasoning]),
  ];
}

/** Even divisors of the usual head counts; with other numbers of cards layers are split instead. */
function parallelFlags(devices: number, tensor: string, pipeline: string): string[] {
  if (devices <= 1) return [];
  return [devices === 2 || devices === 4 || devices === 8 ? tensor : pipeline, String(devices)];
}

function vllm(request: ServeRequest, machine: Machine): ServeCommand | null {
  const { model, quant, context, kvType } = request;
  if (quant.repo === null) return null;
  return {
    server: "vllm",
    command: commandLine(
      machine.platform,
      ...["vllm", "serve", quant.repo, "--host", "127.0.0.1", "--port", 8000, "--max-model-len", context],
      ...(model.parsers.tool === null ? [] : ["--enable-auto-tool-choice"]),
      ...parserFlags(model),
      ...(kvType === "f16" ? [] : ["--kv-cache-dtype", "fp8"]),
      ...parallelFlags(machine.devices, "--tensor-parallel-size", "--pipeline-parallel-size"),
      ...utilizationFlags(request.needBytes, machine),
      ...["--served-model-name", model.id],
    ),
  };
}

/** On a shared pool vLLM's default share would take what the system needs; on cards it may be too little. */
function utilizationFlags(needBytes: number, machine: Machine): string[] {
  const { gpuTotalBytes, budgetBytes } = machine;
  if (gpuTotalBytes === null || budgetBytes === null) return [];
  if (machine.kind === "unified") {
    const share = Math.floor((budgetBytes / gpuTotalBytes) * 100) / 100;
    return ["--gpu-memory-utilization", String(Math.min(VLLM_UTILIZATION_HIGH, share))];
  }
  return needBytes > VLLM_UTILIZATION * gpuTotalBytes - VLLM_RESERVE_BYTES
    ? ["--gpu-memory-utilization", String(VLLM_UTILIZATION_HIGH)]
    : [];
}

function sglang({ model, quant, context, kvType }: ServeRequest, machine: Machine): ServeCommand | null {
  if (quant.repo === null) return null;
  return {
    server: "sglang",
    command: commandLine(
      machine.platform,
      ...["python", "-m", "sglang.launch_server", "--model-path", quant.repo, "--context-length", context],
      ...parserFlags(model),
      ...(kvType === "f16" ? [] : ["--kv-cache-dtype", "fp8_e5m2"]),
      ...parallelFlags(machine.devices, "--tp", "--pp"),
      ...["--host", "127.0.0.1", "--port", 30000, "--served-model-name", model.id],
    ),
  };
}

function mlx({ quant }: ServeRequest, { platform }: Machine): ServeCommand | null {
  if (quant.repo === null) return null;
  const words = ["mlx_lm.server", "--model", quant.repo, "--host", "127.0.0.1", "--port", 8080];
  return { server: "mlx", command: commandLine(platform, ...words, "--max-tokens", MLX_MAX_TOKENS) };
}
