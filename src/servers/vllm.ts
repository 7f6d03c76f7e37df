import { GIB } from "../core/bytes.ts";
import { asString, getKey, isObject, type Json, parseJson } from "../core/json.ts";
import { commandLine, envValue } from "../core/shell.ts";
import { defineServer } from "./shared/adapter.ts";
import { type Bind, bindOf } from "./shared/bind.ts";
import type { ServerModel } from "./shared/facts.ts";
import {
  type Launch,
  launchCommands,
  option,
  parallelFlags,
  parserChanges,
  parserFlags,
  parsersIn,
  servedName,
} from "./shared/flags.ts";
import { callParser } from "./shared/forms.ts";
import { wordsAt } from "./shared/launch.ts";
import { type Parsers, parsersFor } from "./shared/parsers.ts";
import { isRefused, okJson, ownersOf, rowsOf, versionAtLeast, versionIn } from "./shared/replies.ts";
import { countAt, makeModel, reported, rowId } from "./shared/rows.ts";
import type { ServeInput } from "./shared/start.ts";

const PORT = 8000;
const MODULE = "vllm.entrypoints.openai.api_server";
const AUTO_TOOLS = ["--enable-auto-tool-choice", "--no-enable-auto-tool-choice"];
const DRAFTS = ["--speculative-config", "-sc"];
/** Its default share of the GPU memory (vllm/config/cache.py). */
const UTILIZATION = 0.92;
/** The highest sensible `--gpu-memory-utilization`, and what graphs and activations take in addition. */
export const VLLM_MAX_UTILIZATION = 0.95;
export const VLLM_RESERVE_BYTES = 4 * GIB;

const { startCommands, contextCommands, restartCommand, launchOf } = launchCommands({
  port: PORT,
  keyEnv: "VLLM_API_KEY",
  startOf,
  argsOf: serve,
  familyOf: (names) => parsersFor("vllm", names),
  changesOf: (change) => [
    ...(change.context === undefined ? [] : [[["--max-model-len"], change.context] as const]),
    ...(change.toolParser === undefined ? [] : [[AUTO_TOOLS, null] as const]),
    ...(change.drafts === undefined ? [] : [[DRAFTS, draftSettings(change.drafts)] as const]),
    ...parserChanges(change),
  ],
});

/** vLLM, and NVIDIA NIM (vLLM underneath, told apart by /v1/metadata). */
export const vllm = defineServer({
  kind: "vllm",
  label: "vLLM",
  defaultPorts: [PORT],
  provider: { keyEnv: "VLLM_API_KEY", placeholderKey: "vllm" },
  quirks: ["checks-output-limit", "no-ollama-api", "listens-once-loaded", "refuses-untrained-context"],
  hints: {
    keepPrompt: "start vLLM with --enable-prefix-caching",
    separateReasoning: "start the server with the --reasoning-parser of this model family",
    answerMissing: "start the server with the --reasoning-parser of this model family, or without one",
    parseHarmony: "update vLLM, and start it with --enable-auto-tool-choice --tool-call-parser openai",
    templateOption: "--chat-template",
    countTokens: "update vLLM, or start it with --enable-force-include-usage",
    closeToNetwork: "start it with --host 127.0.0.1, or with --api-key",
  },

  recognize({ models }) {
    if (ownersOf(models).includes("vllm")) return [3, 'GET /v1/models → owned_by "vllm"'];
    const refusal = models.ok && isRefused(models) ? parseJson(models.body) : undefined;
    return getKey(refusal, "error") === "Unauthorized" ? [1, 'its 401 says only "Unauthorized"'] : null;
  },

  async inspect(client, replies) {
    // at once: a busy server may take a second for each
    const [versionReply, metadata] = await Promise.all([
      client.get("/version", { auth: false }),
      isRefused(replies.models) ? null : client.get("/v1/metadata"),
    ]);
    const version = versionIn(versionReply);
    // SGLang refuses with the same words, and guards /version as well
    if (version === null && isRefused(replies.models)) return null;
    const nim = metadata !== null && isObject(okJson(metadata));
    return {
      product: nim ? "NVIDIA NIM" : "vLLM",
      version,
      models: readModels(rowsOf(replies.models)),
      responsesApi: versionAtLeast(version, "0.10.0") ?? true,
      traits: ["binds-all-by-default"],
    };
  },

  startCommands,
  restartCommand,
  launchOf,

  contextCommands: (model, context, state, platform) =>
    state.product === "NVIDIA NIM"
      ? [nimCommand(context, bindOf(state, PORT), platform)]
      : contextCommands(model, context, state, platform),

  toolsHint(model, platform, text = "") {
    const family = parsersFor("vllm", model);
    const parsers = { ...family, tool: callParser("vllm", text, family.tool) };
    if (parsers.tool === null) {
      const flags = "--enable-auto-tool-choice --tool-call-parser";
      return { hint: `start vLLM with ${flags} and the parser of the model's family`, commands: [] };
    }
    const flags = toolFlags(parsers);
    return {
      hint: `start vLLM with ${flags.join(" ")}`,
      commands: [commandLine(platform, "vllm", "serve", model, ...flags)],
    };
  },

  program: "vllm",
  image: {
    repository: "vllm/vllm-openai",
    options: ["--ipc=host", "-v", "huggingface:/root/.cache/huggingface"],
    args: (command) => command.replace("vllm serve ", "--model ").replace("127.0.0.1", "0.0.0.0"),
  },
  serve: {
    format: "safetensors",
    command({ model, quant, context, kvType, needBytes, pool }) {
      if (quant.repo === null) return null;
      return commandLine(
        pool.platform,
        ...["vllm", "serve", quant.repo, "--host", "127.0.0.1", "--port", PORT, "--max-model-len", context],
        ...toolFlags(model.parsers),
        ...(kvType === "f16" ? [] : ["--kv-cache-dtype", "fp8"]),
        ...parallelFlags(pool.devices, "--tensor-parallel-size", "--pipeline-parallel-size"),
        ...option("--gpu-memory-utilization", utilization(needBytes, pool)),
        ...["--served-model-name", model.id],
      );
    },
  },
});

/** Its default share would take what the system needs of a unified memory; on GPUs it may be too little. */
function utilization(needBytes: number, pool: ServeInput["pool"]): number | null {
  const { gpuTotalBytes, budgetBytes } = pool;
  if (gpuTotalBytes === null || budgetBytes === null) return null;
  if (pool.kind === "unified")
    return Math.min(VLLM_MAX_UTILIZATION, Math.floor((budgetBytes / gpuTotalBytes) * 100) / 100);
  const isTight = needBytes > UTILIZATION * gpuTotalBytes - VLLM_RESERVE_BYTES;
  return isTight ? VLLM_MAX_UTILIZATION : null;
}

/** No request shows the image. NIM's containers need the key of NVIDIA's catalog at each start. */
function nimCommand(context: number, { host, port }: Bind, platform: NodeJS.Platform): string {
  const published =
    host === "0.0.0.0" ? `${port}:8000` : `${host.includes(":") ? `[${host}]` : host}:${port}:8000`;
  const run = `docker run --gpus all -e NGC_API_KEY -e NIM_MAX_MODEL_LEN=${context} -p ${published}`;
  return `${run} ${envValue("NIM_IMAGE", platform)}`;
}

function toolFlags(parsers: Parsers): (string | number)[] {
  return [...(parsers.tool === null ? [] : ["--enable-auto-tool-choice"]), ...parserFlags(parsers)];
}

/** The method is named after the model, which vLLM does itself for "mtp" (vllm/config/speculative.py, 0.32). */
function draftSettings(tokens: number): string {
  return JSON.stringify({ method: "mtp", num_speculative_tokens: tokens });
}

/** It listens on all interfaces by default, so the host is always named. */
function serve(launch: Launch): (string | number)[] {
  const { model, id, context, bind } = launch;
  return [
    ...["vllm", "serve", model, ...servedName(launch), "--host", bind.host, "--port", bind.port],
    ...option("--max-model-len", context),
    ...toolFlags({ ...parsersFor("vllm", `${model} ${id}`), ...parsersIn(launch) }),
  ];
}

/** `vllm serve …`, or its module as a program. */
function startOf(argv: readonly string[]) {
  const at = wordsAt(argv, /(^|\/)vllm$/, "serve");
  if (at !== null) return { program: ["vllm", "serve"], at: at + 2 };
  const module = wordsAt(argv, /^-m$/, MODULE);
  return module === null ? null : { program: ["python", "-m", MODULE], at: module + 2 };
}

/** Rows with one root are names of one model; LoRA rows (with a parent) are models that share its context. */
function readModels(rows: readonly Json[]): ServerModel[] {
  const models: ServerModel[] = [];
  const byRoot = new Map<string, ServerModel>();
  for (const row of rows) {
    const id = rowId(row);
    if (id === "") continue;
    const root = asString(getKey(row, "root")) ?? id;
    const parent = asString(getKey(row, "parent"));
    const first = byRoot.get(root);
    if (first && parent === undefined) {
      first.aliases.push(id);
      continue;
    }
    const base = models.find(
      (model) => parent !== undefined && [model.id, ...model.aliases].includes(parent),
    );
    const size = countAt(row, ["max_model_len"]);
    const why = "GET /v1/models has no max_model_len for it";
    const model = makeModel(id, {
      loaded: true,
      contextAllocated:
        size === null && base ? base.contextAllocated : reported(size, "GET /v1/models (max_model_len)", why),
      launchName: base?.launchName ?? root,
    });
    models.push(model);
    if (parent === undefined) byRoot.set(root, model);
  }
  return models;
}
