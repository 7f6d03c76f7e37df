import { GIB } from "../core/bytes.ts";
import { asCount, asString, getKey, isObject, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine, envValue } from "../core/shell.ts";
import type { HttpOutcome } from "../ports/index.ts";
import { defineServer, type ServeInput } from "./shared/adapter.ts";
import { bindOf } from "./shared/bind.ts";
import type { ServerModel } from "./shared/facts.ts";
import { parallelFlags, parserFlags } from "./shared/flags.ts";
import { type Parsers, parsersFor } from "./shared/parsers.ts";
import {
  cleanString,
  isRefused,
  listRows,
  makeModel,
  okJson,
  ownersOf,
  rowId,
  versionAtLeast,
} from "./shared/rows.ts";

const PORT = 8000;
/** What it takes of a card by default (vllm/config/cache.py). */
const UTILIZATION = 0.92;
/** The most that `--gpu-memory-utilization` can be raised to, and what its graphs and activations take besides. */
export const VLLM_MAX_UTILIZATION = 0.95;
export const VLLM_RESERVE_BYTES = 4 * GIB;

/** vLLM, and NVIDIA NIM (vLLM underneath, told apart by /v1/metadata). */
export const vllm = defineServer({
  kind: "vllm",
  label: "vLLM",
  defaultPorts: [PORT],
  provider: { keyEnv: "VLLM_API_KEY", placeholderKey: "vllm" },
  quirks: ["checks-output-limit", "no-ollama-api"],
  hints: {
    keepPrompt: "start vLLM with --enable-prefix-caching",
    separateReasoning: "start the server with the --reasoning-parser of this model family",
    answerMissing: "start the server with the --reasoning-parser of this model family, or without one",
    parseHarmony: "update vLLM, and start it with --enable-auto-tool-choice --tool-call-parser openai",
    templateOption: "--chat-template",
    countTokens: "update vLLM, or start it with --enable-force-include-usage",
    closeToNetwork: "start it with --host 127.0.0.1, or with --api-key",
  },

  recognise({ models }) {
    if (ownersOf(models).includes("vllm")) {
      return { score: 3, evidence: 'GET /v1/models → owned_by "vllm"' };
    }
    if (isRefused(models) && getKey(bodyOf(models), "error") === "Unauthorized") {
      return { score: 1, evidence: 'its 401 says only "Unauthorized"' };
    }
    return { score: 0, evidence: "" };
  },

  async inspect(client, replies) {
    const version =
      cleanString(getKey(okJson(await client.get("/version", { auth: false })), "version"), 40) ?? null;
    // SGLang refuses with the same words, and guards /version as well
    if (version === null && isRefused(replies.models)) return null;
    const nim = isObject(okJson(await client.get("/v1/metadata")));
    return {
      product: nim ? "NVIDIA NIM" : "vLLM",
      version,
      models: readModels(listRows(replies.models) ?? []),
      responsesApi: versionAtLeast(version, "0.10.0") ?? true,
      traits: ["binds-all-by-default"],
    };
  },

  startCommands: ({ model, context, port, platform }) =>
    model === null ? [] : [serve(platform, model, null, context, { host: "127.0.0.1", port: port ?? PORT })],

  contextCommands: (model, context, state, platform) => [
    state.product === "NVIDIA NIM"
      ? nimCommand(context, bindOf(state, PORT), platform)
      : serve(
          platform,
          model.launchName ?? model.id,
          model.id,
          context,
          bindOf(state, PORT),
          state.auth === "required",
        ),
  ],

  toolsHint(model, platform) {
    const parsers = parsersFor("vllm", model);
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
        ...utilizationFlags(needBytes, pool),
        ...["--served-model-name", model.id],
      );
    },
  },
});

/** On a shared pool its default share would take what the system needs; on cards it may be too little. */
function utilizationFlags(needBytes: number, pool: ServeInput["pool"]): string[] {
  const { gpuTotalBytes, budgetBytes } = pool;
  if (gpuTotalBytes === null || budgetBytes === null) return [];
  if (pool.kind === "unified") {
    const share = Math.floor((budgetBytes / gpuTotalBytes) * 100) / 100;
    return ["--gpu-memory-utilization", String(Math.min(VLLM_MAX_UTILIZATION, share))];
  }
  return needBytes > UTILIZATION * gpuTotalBytes - VLLM_RESERVE_BYTES
    ? ["--gpu-memory-utilization", String(VLLM_MAX_UTILIZATION)]
    : [];
}

/** The image is the one thing that nothing tells; NIM's containers want the key of NVIDIA's catalogue at each start. */
function nimCommand(
  context: number,
  { host, port }: { host: string; port: number },
  platform: NodeJS.Platform,
): string {
  const published =
    host === "0.0.0.0" ? `${port}:8000` : `${host.includes(":") ? `[${host}]` : host}:${port}:8000`;
  const run = `docker run --gpus all -e NGC_API_KEY -e NIM_MAX_MODEL_LEN=${context} -p ${published}`;
  return `${run} ${envValue("NIM_IMAGE", platform)}`;
}

function bodyOf(outcome: HttpOutcome): Json | undefined {
  return outcome.ok ? okJson({ ...outcome, status: 200 }) : undefined;
}

function toolFlags(parsers: Parsers): string[] {
  return [...(parsers.tool === null ? [] : ["--enable-auto-tool-choice"]), ...parserFlags(parsers)];
}

/** Its default is all interfaces, so the host is always named. */
function serve(
  platform: NodeJS.Platform,
  model: string,
  servedName: string | null,
  context: number | null,
  bind: { host: string; port: number },
  keyed = false,
): string {
  const command = commandLine(
    platform,
    "vllm",
    "serve",
    model,
    ...(servedName === null || servedName === model ? [] : ["--served-model-name", servedName]),
    "--host",
    bind.host,
    "--port",
    bind.port,
    ...(context === null ? [] : ["--max-model-len", context]),
    ...toolFlags(parsersFor("vllm", `${model} ${servedName ?? ""}`)),
  );
  return keyed ? `${command} --api-key ${envValue("VLLM_API_KEY", platform)}` : command;
}

/** Rows with one root are names of one model; LoRA rows (with a parent) are models that share its context. */
function readModels(rows: readonly Json[]): ServerModel[] {
  const models: ServerModel[] = [];
  const byRoot = new Map<string, ServerModel>();
  for (const row of rows) {
    const id = rowId(row);
    if (id === "") continue;
    const root = cleanString(getKey(row, "root")) ?? id;
    const parent = asString(getKey(row, "parent"));
    const first = byRoot.get(root);
    if (first && parent === undefined) {
      first.aliases.push(id);
      continue;
    }
    const base = models.find(
      (model) => model.id === parent || (parent !== undefined && model.aliases.includes(parent)),
    );
    const context = contextOf(row, base);
    const model = makeModel(id, {
      loaded: true,
      contextAllocated: context,
      launchName: base?.launchName ?? root,
    });
    models.push(model);
    if (parent === undefined) byRoot.set(root, model);
  }
  return models;
}

function contextOf(row: Json, base: ServerModel | undefined): Known<number> {
  const size = asCount(getKey(row, "max_model_len"));
  if (size !== undefined) return known(size, "GET /v1/models (max_model_len)");
  return base ? base.contextAllocated : unknown("GET /v1/models has no max_model_len for it");
}
