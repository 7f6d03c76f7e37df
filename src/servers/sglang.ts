import { asBoolean, asString, getKey, isObject, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine } from "../core/shell.ts";
import type { HttpOutcome } from "../ports/index.ts";
import { defineServer } from "./shared/adapter.ts";
import type { ServerClient, ServerModel } from "./shared/facts.ts";
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
import { parsersFor } from "./shared/parsers.ts";
import { headerOf, isRefused, okJson, ownersOf, versionIn } from "./shared/replies.ts";
import { countAt, makeModel, modelsOf } from "./shared/rows.ts";

const PORT = 30000;
/** max_req_input_len is always a few tokens below the context; only a clearly lower one is another limit. */
const NEARLY = 0.98;

const MODULE = "sglang.launch_server";

const { startCommands, contextCommands, restartCommand, launchOf } = launchCommands({
  port: PORT,
  keyEnv: "SGLANG_API_KEY",
  startOf,
  argsOf: launch,
  familyOf: (names) => parsersFor("sglang", names),
  changesOf: (change) => [
    ...(change.context === undefined ? [] : [[["--context-length"], change.context] as const]),
    ...parserChanges(change),
  ],
});

/** SGLang. Never requests /health, which generates a token, and keeps only figures of /server_info, which has its keys. */
export const sglang = defineServer({
  kind: "sglang",
  label: "SGLang",
  defaultPorts: [PORT],
  provider: { keyEnv: "SGLANG_API_KEY", placeholderKey: "sglang" },
  quirks: ["checks-output-limit", "listens-once-loaded", "refuses-untrained-context"],
  hints: {
    keepPrompt: "start SGLang without --disable-radix-cache",
    separateReasoning: "start the server with the --reasoning-parser of this model family",
    answerMissing: "start the server with the --reasoning-parser of this model family, or without one",
    parseHarmony: "update SGLang, and start it with --tool-call-parser gpt-oss --reasoning-parser gpt-oss",
    templateOption: "--chat-template",
    closeToNetwork: "start it with --host 127.0.0.1, or with --api-key",
  },

  recognize({ models }) {
    if (ownersOf(models).includes("sglang")) return [3, 'GET /v1/models → owned_by "sglang"'];
    const refusal = models.ok && isRefused(models) ? models.body : "";
    const bare =
      headerOf(models, "server") === "uvicorn" &&
      /^\s*\{\s*"error"\s*:\s*"Unauthorized"\s*\}\s*$/.test(refusal);
    return bare ? [1, 'its 401 says only "Unauthorized", also for /version'] : null;
  },

  async inspect(client, replies) {
    const base = { product: "SGLang", responsesApi: true };
    if (isRefused(replies.models)) return { ...base, version: null, models: [], traits: [] };
    const [infoReply, reply] = await Promise.all([client.get("/model_info"), serverInfo(client)]);
    const info = okJson(infoReply);
    const server = okJson(reply);
    return {
      ...base,
      version: versionIn(reply),
      models: modelsOf(replies.models, (id, row) => readModel(id, row, info, server)),
      traits: getKey(server, "tool_call_parser") === null ? ["no-tool-parser"] : [],
    };
  },

  startCommands,
  contextCommands,
  restartCommand,
  launchOf,

  toolsHint(model, platform, text = "") {
    const tool = callParser("sglang", text, parsersFor("sglang", model).tool);
    if (tool === null) {
      const hint = "start SGLang with --tool-call-parser and the parser of the model's family";
      return { hint, commands: [] };
    }
    return {
      hint: `start SGLang with --tool-call-parser ${tool}`,
      commands: startCommands({ model, context: null, port: null, platform }),
    };
  },

  serve: {
    format: "safetensors",
    command({ model, quant, context, kvType, pool }) {
      if (quant.repo === null) return null;
      return commandLine(
        pool.platform,
        ...["python", "-m", "sglang.launch_server", "--model-path", quant.repo, "--context-length", context],
        ...parserFlags(model.parsers),
        ...(kvType === "f16" ? [] : ["--kv-cache-dtype", "fp8_e5m2"]),
        ...parallelFlags(pool.devices, "--tp", "--pp"),
        ...["--host", "127.0.0.1", "--port", PORT, "--served-model-name", model.id],
      );
    },
  },
});

/** /get_server_info is its name in older versions. */
async function serverInfo(client: ServerClient): Promise<HttpOutcome> {
  const now = await client.get("/server_info");
  return isObject(okJson(now)) ? now : client.get("/get_server_info");
}

function readModel(id: string, row: Json, info: Json | undefined, server: Json | undefined): ServerModel {
  const parser = getKey(server, "tool_call_parser");
  const vision = asBoolean(getKey(info, "has_image_understanding")) ?? null;
  const generates = asBoolean(getKey(info, "is_generation"));
  const model = makeModel(id);
  return {
    ...model,
    type: generates === false ? "embedding" : vision ? "vlm" : model.type,
    loaded: true,
    contextAllocated: allocated(row, server),
    capabilities: {
      tools: parser === null ? false : asString(parser) === undefined ? null : true,
      vision,
      reasoning: asString(getKey(server, "reasoning_parser")) === undefined ? null : true,
    },
    launchName: asString(getKey(info, "model_path")) ?? asString(getKey(row, "root")) ?? null,
  };
}

function allocated(row: Json, server: Json | undefined): Known<number> {
  const listed = countAt(row, ["max_model_len"]);
  const pool = countAt(server, ["max_total_num_tokens"]);
  const input = countAt(server, ["max_req_input_len"]);
  if (listed === null) return unknown("GET /v1/models has no max_model_len for it");
  if (pool !== null && pool < listed) return known(pool, "GET /server_info (max_total_num_tokens)");
  if (input !== null && input < listed * NEARLY) return known(input, "GET /server_info (max_req_input_len)");
  return known(listed, "GET /v1/models (max_model_len)");
}

function launch(what: Launch): (string | number)[] {
  const { model, id, context, bind } = what;
  return [
    ...["python", "-m", "sglang.launch_server", "--model-path", model],
    ...servedName(what),
    ...option("--context-length", context),
    ...parserFlags({ ...parsersFor("sglang", `${model} ${id}`), ...parsersIn(what) }),
    ...["--host", bind.host, "--port", bind.port],
  ];
}

/** `python -m sglang.launch_server …`, or `sglang serve …`. */
function startOf(argv: readonly string[]) {
  const module = wordsAt(argv, /^-m$/, MODULE);
  if (module !== null) return { program: ["python", "-m", MODULE], at: module + 2 };
  const at = wordsAt(argv, /(^|\/)sglang$/, "serve");
  return at === null ? null : { program: ["sglang", "serve"], at: at + 2 };
}
