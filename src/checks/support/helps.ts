import { withEnv } from "../../core/shell.ts";
import type { ServerKind } from "../../servers/types.ts";
import type { ByServer, ProductHelp, Sample } from "../helps.ts";

/** For a fault of one product. */
export function only(kind: ServerKind, help: ProductHelp): ByServer {
  return { "openai-compatible": null, [kind]: help };
}

/** Starts Ollama with variables. */
export function ollamaServe(env: Record<string, string | number>) {
  return ({ platform }: Sample) => `\`${withEnv(env, "ollama serve", platform)}\``;
}

/** The base URL as OpenClaw documents it for the product. */
export function baseUrlOf({ server: { provider }, state }: Sample): string {
  const path = provider.api === "ollama" ? "" : provider.basePath;
  return `\`models.providers.${provider.id}.baseUrl: "${state.origin}${path}"\``;
}

/** Commands as one line to type; null where there are none. */
export function typed(commands: readonly string[], platform: NodeJS.Platform): string | null {
  return commands.length === 0 ? null : `\`${commands.join(platform === "win32" ? "; " : " && ")}\``;
}

/** The command that starts the product, with further options. */
export function startWith({ server, model, platform }: Sample, ...options: readonly string[]): string {
  const commands = server.startCommands({ model: model.id, context: null, port: null, platform });
  return typed([[commands[0] ?? server.label, ...options].join(" ")], platform) ?? server.label;
}

/** The hint of the adapter. */
export function hint(
  key: "parseHarmony" | "answerMissing" | "separateReasoning" | "askForContext" | "keepPrompt",
) {
  return ({ server }: Sample) => server.hints[key];
}

/** The server to examine and fix is the one that LiteLLM forwards to. */
export const BEHIND =
  "`openclaw-local doctor --endpoint API_BASE` examines the server behind it, which is the one to fix";

/** The command that starts the server, on another port where one is given. */
export function startOn(offset: number): ByServer {
  const start = ({ server, model, platform }: Sample) => {
    const port = (server.defaultPorts.at(-1) ?? 8000) + offset;
    // a second command is not needed to start
    return typed(
      server.startCommands({ model: model.id, context: null, port, platform }).slice(0, 1),
      platform,
    );
  };
  return {
    lmstudio: start,
    vllm: start,
    llamacpp: start,
    ollama: start,
    litellm: start,
    sglang: start,
    mlx: start,
    "openai-compatible": "start it with its option for the port (most: `--port`)",
  };
}

/** The server with another context. */
export function contextOf(size: number): ByServer {
  const restart = ({ server, model, state, platform }: Sample) =>
    typed(server.contextCommands(model, size, state, platform), platform);
  return {
    lmstudio: restart,
    vllm: restart,
    llamacpp: restart,
    sglang: restart,
    ollama: (sample) =>
      `${ollamaServe({ OLLAMA_CONTEXT_LENGTH: size })(sample)}; with \`api: "ollama"\` instead \`params.num_ctx: ${size}\` of the model row`,
    litellm: BEHIND,
    mlx: ({ model, state, platform, server }) =>
      `mlx-vlm ${typed(server.contextCommands(model, size, { ...state, product: "mlx-vlm" }, platform), platform)}; mlx-lm has no limit to raise: \`models.providers.mlx.models[].contextWindow: ${size}\` is what OpenClaw plans with`,
    "openai-compatible": `KoboldCpp \`--contextsize ${size}\`, llama-cpp-python \`--n_ctx ${size}\`, TensorRT-LLM \`--max_seq_len ${size}\`, Docker Model Runner \`docker model configure --context-size=${size} MODEL\``,
  };
}

/** The newest version. */
export const UPDATE: ByServer = {
  lmstudio: "`lms runtime update --all`, and the update of the app",
  vllm: "`pip install -U vllm`",
  sglang: "`pip install -U sglang`",
  llamacpp: "`brew upgrade llama.cpp`, or a newer build of its releases",
  ollama: "`curl -fsSL https://ollama.com/install.sh | sh`; on macOS and Windows the app updates itself",
  litellm: "`pip install -U 'litellm[proxy]'`",
  mlx: "`pip install -U mlx-lm`, or `pip install -U mlx-vlm`",
  "openai-compatible": "its newest release",
};

/** Where the server tells what it does. */
export const LOG: ByServer = {
  lmstudio: "`lms log stream`",
  vllm: (sample) => startWith(sample, "--enable-log-requests"),
  sglang: (sample) => startWith(sample, "--log-requests"),
  llamacpp: (sample) => startWith(sample, "--verbose"),
  ollama: ({ platform }) =>
    platform === "linux"
      ? "`journalctl -u ollama -n 100`, or the terminal of `ollama serve`"
      : "`server.log` in the folder of its logs",
  litellm: (sample) => startWith(sample, "--detailed_debug"),
  mlx: (sample) => startWith(sample, "--log-level", "DEBUG"),
  "openai-compatible": "its terminal, or its log file",
};

/** Open to the network, with a key where the product has keys. */
export const LISTEN: ByServer = {
  lmstudio: "`lms server start --port 1234 --bind 0.0.0.0`, with “Require Authentication” switched on",
  vllm: openWithKey,
  sglang: openWithKey,
  llamacpp: openWithKey,
  ollama: (sample) => `${ollamaServe({ OLLAMA_HOST: "0.0.0.0" })(sample)}, behind a firewall: it has no keys`,
  litellm: (sample) => `${open(sample)}, with \`general_settings.master_key\` in its config.yaml`,
  mlx: (sample) => `${open(sample)}, behind a firewall: mlx-lm has no keys, mlx-vlm has \`--api-key KEY\``,
  "openai-compatible": "its option for the host (most: `--host 0.0.0.0`), with a key",
};

function open(sample: Sample, ...options: readonly string[]): string {
  return startWith(sample, ...options).replace("127.0.0.1", "0.0.0.0");
}

function openWithKey(sample: Sample): string {
  return open(sample, "--api-key", "KEY");
}

/** Less memory for the KV cache. */
export const SMALLER_CACHE: ByServer = {
  ...contextOf(32_768),
  vllm: (sample) => startWith(sample, "--max-model-len", "32768", "--kv-cache-dtype", "fp8"),
  sglang: (sample) => startWith(sample, "--context-length", "32768", "--kv-cache-dtype", "fp8_e5m2"),
  llamacpp: (sample) => startWith(sample, "-c", "32768", "-fa", "on", "-ctk", "q8_0", "-ctv", "q8_0"),
  ollama: ollamaServe({ OLLAMA_FLASH_ATTENTION: 1, OLLAMA_KV_CACHE_TYPE: "q8_0" }),
  mlx: "`openclaw-local recommend`, for a smaller quantization",
};

/** One prompt cache that stays. */
export const KEEP_PROMPT: ByServer = {
  lmstudio: "`lms load MODEL --parallel 1 --yes`, after `lms unload MODEL`: one client then keeps the cache",
  vllm: (sample) => startWith(sample, "--enable-prefix-caching"),
  sglang: hint("keepPrompt"),
  llamacpp: hint("keepPrompt"),
  ollama: ollamaServe({ OLLAMA_NUM_PARALLEL: 1, OLLAMA_KEEP_ALIVE: -1 }),
  litellm: BEHIND,
  mlx: "`pip install -U mlx-lm`: newer versions keep several caches",
  "openai-compatible": hint("keepPrompt"),
};

/** What the server has allocated for a request. */
export const ASK_FOR_CONTEXT: ByServer = {
  lmstudio: "`lms ps`",
  vllm: "`curl -s http://127.0.0.1:8000/v1/models`: max_model_len",
  sglang: "`curl -s http://127.0.0.1:30000/v1/models`: max_model_len",
  llamacpp: "`curl -s http://127.0.0.1:8080/props`: n_ctx",
  ollama: "`ollama ps`: CONTEXT, once the model is loaded",
  litellm:
    "`model_info.max_input_tokens` of the model in config.yaml, with the figure of the server behind it",
  mlx: hint("askForContext"),
  "openai-compatible": hint("askForContext"),
};

/** The key of the server, from a variable. */
export const KEY: ByServer = {
  lmstudio: keyOf,
  vllm: keyOf,
  sglang: keyOf,
  llamacpp: keyOf,
  ollama:
    "`models.providers.<id>.headers` with what the proxy in front of it requires: it has no keys of its own",
  litellm: keyOf,
  mlx: keyOf,
  "openai-compatible":
    '`models.providers.<id>.apiKey: "${LOCAL_API_KEY}"`, and the key in `~/.openclaw/.env`',
};

function keyOf({ server: { provider } }: Sample): string {
  const variable = provider.keyEnv ?? `${provider.id.toUpperCase()}_API_KEY`;
  return `\`models.providers.${provider.id}.apiKey: "\${${variable}}"\`, and the key in \`~/.openclaw/.env\``;
}

/** On loopback only, or with a key. */
export const CLOSED: ByServer = {
  lmstudio: closed,
  vllm: closed,
  sglang: closed,
  llamacpp: closed,
  ollama: closed,
  litellm: closed,
  mlx: closed,
  "openai-compatible": closed,
};

function closed({ server }: Sample): string {
  return server.hints.closeToNetwork;
}

/** A model where there is none. */
export const GET_MODEL: ByServer = {
  lmstudio: "`lms get MODEL`, then `lms load MODEL --yes`",
  vllm: (sample) => startWith(sample),
  sglang: (sample) => startWith(sample),
  llamacpp: (sample) => startWith(sample),
  ollama: ({ server, model, platform }) => typed(server.pullCommands(model.id, platform), platform),
  litellm: "an entry in `model_list` of its config.yaml, then start it again",
  mlx: (sample) => startWith(sample),
  "openai-compatible":
    "its command that downloads or loads a model (Docker Model Runner: `docker model pull MODEL`)",
};

/** The name of the model in requests. */
export const NAMED: ByServer = {
  lmstudio: "`lms load MODEL --identifier NAME --yes`",
  vllm: (sample) => startWith(sample, "--served-model-name", "NAME"),
  sglang: (sample) => startWith(sample, "--served-model-name", "NAME"),
  llamacpp: "`llama-server -m MODEL.gguf --alias NAME`",
  ollama: "`ollama pull NAME`, or `ollama cp MODEL NAME`",
  litellm: "`model_name: NAME` in `model_list` of its config.yaml",
  mlx: (sample) => startWith(sample),
  "openai-compatible": "its option for the name of the model, or the id that it lists",
};

/** A model that does not leave the machine. */
export const ON_THIS_DISK: ByServer = {
  lmstudio: "`lms get MODEL`, then `lms load MODEL --yes` on this machine, not over LM Link",
  vllm: null,
  sglang: null,
  llamacpp: null,
  ollama: "`ollama pull qwen3:8b`, or another model without the cloud tag",
  litellm: "`litellm_params.api_base: http://127.0.0.1:8000/v1` of the model in its config.yaml",
  mlx: null,
  "openai-compatible": "a model of its own disk, in `agents.defaults.model.primary`",
};
