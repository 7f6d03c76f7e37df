import type { ContainerImage, Loading, ServeInput, Starting } from "./start.ts";

/** Larger files are split, and Ollama cannot pull split files. */
const MAX_PULL_BYTES = 48e9;
/** How long a model that init loads stays without a request; OpenClaw's own requests come with their own time. */
const KEEP_ALIVE = "30m";

/** A request without a prompt only loads (docs/api.md of Ollama); what has another context makes room by itself. */
export const ollamaLoading: Loading = {
  contextFrom: "request",
  inBackground: false,
  endsWithRequest: true,
  others: "Ollama unloads others when memory has no room for all",
  load: ({ id }, context) => ({
    path: "/api/generate",
    body: { model: id, stream: false, keep_alive: KEEP_ALIVE, options: { num_ctx: context } },
  }),
};

/** The name under which Ollama pulls a model; null: it cannot have it. */
export function pullName({ model, quant }: Pick<ServeInput, "model" | "quant">): string | null {
  // the library name brings Ollama's own default quantization
  const ownName = quant.name === "Q4_K_M" || quant.name === "MXFP4" ? model.ollama : null;
  const small = quant.bytes !== null && quant.bytes <= MAX_PULL_BYTES;
  return ownName ?? (model.gguf && small ? `hf.co/${model.gguf.repo}:${quant.name}` : null);
}

/** `ollama serve`, on loopback whatever OLLAMA_HOST says, since that may be the address of another machine. */
export const ollamaStarting: Starting = {
  program: "ollama",
  keeps: "manifests",
  withModel: false,
  install: {
    darwin: "brew install ollama",
    linux: "curl -fsSL https://ollama.com/install.sh | sh",
    win32: "winget install Ollama.Ollama",
  },
  places: ({ platform, env }) =>
    platform === "darwin"
      ? ["/Applications/Ollama.app/Contents/Resources/ollama"]
      : platform === "win32"
        ? [`${env["LOCALAPPDATA"] ?? ""}\\Programs\\Ollama\\ollama.exe`]
        : [],
  folders: ({ env, homeDir }) => [env["OLLAMA_MODELS"] || `${homeDir}/.ollama/models`],
  serve: ({ context, port, env }) => ({
    args: ["serve"],
    env: {
      ...((env["OLLAMA_HOST"] ?? "") === "" && port === 11_434 ? {} : { OLLAMA_HOST: `127.0.0.1:${port}` }),
      ...((env["OLLAMA_CONTEXT_LENGTH"] ?? "") === "" ? { OLLAMA_CONTEXT_LENGTH: String(context) } : {}),
    },
  }),
  download(input) {
    const name = input.experts ? null : pullName(input);
    return name === null ? null : { name, request: { path: "/api/pull", body: { model: name } } };
  },
  managed: {
    linux: {
      file: "/etc/systemd/system/ollama.service",
      command: "sudo systemctl start ollama",
      ownModels: true,
    },
    darwin: { file: "/Applications/Ollama.app", command: "open -a Ollama", ownModels: false },
  },
};

export const ollamaImage: ContainerImage = {
  repository: "ollama/ollama",
  options: ["-v", "ollama:/root/.ollama"],
  args: () => "",
};
