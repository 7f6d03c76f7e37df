import { asBoolean, asNumber, asString, getKey, isObject, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine } from "../core/shell.ts";
import { tokens } from "../core/words.ts";
import type { HttpOutcome } from "../ports/index.ts";
import { defineServer } from "./shared/adapter.ts";
import type { LaunchLine, ServerClient, ServerModel } from "./shared/facts.ts";
import {
  type Launch,
  launchCommands,
  option,
  parallelFlags,
  parserChanges,
  parserFlags,
  servedName,
} from "./shared/flags.ts";
import { callParser } from "./shared/forms.ts";
import { optionValue, without, wordsAt } from "./shared/launch.ts";
import { parsersFor } from "./shared/parsers.ts";
import { headerOf, isRefused, okJson, ownersOf, versionIn } from "./shared/replies.ts";
import { countAt, makeModel, modelsOf } from "./shared/rows.ts";

const PORT = 30000;
/** max_req_input_len is always a few tokens below the context; only a clearly lower one is another limit. */
const NEARLY = 0.98;

/** In /server_info, and the option: null where the option has no value. They are left out at their defaults. */
const OPTIONS: readonly (readonly [field: string, flag: string, normal: string | number | boolean | null])[] =
  [
    ["revision", "--revision", null],
    ["trust_remote_code", "--trust-remote-code", false],
    ["load_format", "--load-format", "auto"],
    ["dtype", "--dtype", "auto"],
    ["quantization", "--quantization", null],
    ["kv_cache_dtype", "--kv-cache-dtype", "auto"],
    ["max_total_tokens", "--max-total-tokens", null],
    ["mem_fraction_static", "--mem-fraction-static", null],
    ["max_running_requests", "--max-running-requests", null],
    ["cpu_offload_gb", "--cpu-offload-gb", 0],
    ["tp_size", "--tp-size", 1],
    ["pp_size", "--pp-size", 1],
    ["dp_size", "--dp-size", 1],
    ["ep_size", "--ep-size", 1],
    ["attention_backend", "--attention-backend", null],
    ["speculative_algorithm", "--speculative-algorithm", null],
    ["speculative_draft_model_path", "--speculative-draft-model-path", null],
    ["speculative_num_steps", "--speculative-num-steps", null],
    ["speculative_eagle_topk", "--speculative-eagle-topk", null],
    ["speculative_num_draft_tokens", "--speculative-num-draft-tokens", null],
    ["chat_template", "--chat-template", null],
    ["allow_auto_truncate", "--allow-auto-truncate", false],
    ["enable_metrics", "--enable-metrics", false],
    ["tool_call_parser", "--tool-call-parser", null],
    ["reasoning_parser", "--reasoning-parser", null],
    ["host", "--host", null],
    ["port", "--port", null],
  ];
const MODULE = "sglang.launch_server";

const { startCommands, contextCommands, restartCommand, launchOf } = launchCommands({
  port: PORT,
  keyEnv: "SGLANG_API_KEY",
  startOf,
  argsOf: launch,
  familyOf: (names) => parsersFor("sglang", names),
  changesOf: (change, line) => [
    ...(change.context === undefined ? [] : contextChanges(change.context, line)),
    // the steps and tokens are its own choice then
    ...(change.drafts === undefined ? [] : [[["--speculative-algorithm"], "NEXTN"] as const]),
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
      traits: traitsOf(server),
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

  program: "sglang",
  image: {
    repository: "lmsysorg/sglang",
    options: ["--ipc=host", "-v", "huggingface:/root/.cache/huggingface"],
    args: (command) => command.replace(/^python /, "python3 ").replace("127.0.0.1", "0.0.0.0"),
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

function traitsOf(server: Json | undefined): string[] {
  return [
    ...(getKey(server, "tool_call_parser") === null ? ["no-tool-parser"] : []),
    "any-model-name",
    "adapter-after-colon",
  ];
}

function readModel(id: string, row: Json, info: Json | undefined, server: Json | undefined): ServerModel {
  const parser = getKey(server, "tool_call_parser");
  const algorithm = getKey(server, "speculative_algorithm");
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
    launchOptions: server === undefined ? undefined : launchOptions(server),
    contextCeiling: poolOf(server),
    drafts: algorithm === null ? false : asString(algorithm) === undefined ? undefined : true,
  };
}

function launchOptions(server: Json): (string | number)[] {
  return OPTIONS.flatMap(([field, flag, normal]) => {
    const value = getKey(server, field);
    if (value === normal) return [];
    if (value === true) return [flag];
    const given = asNumber(value) ?? asString(value);
    return given === undefined ? [] : [flag, given];
  });
}

/** All requests share a pool of tokens: what memory leaves, unless --max-total-tokens says less. */
function poolOf(server: Json | undefined): ServerModel["contextCeiling"] {
  const pool = countAt(server, ["max_total_num_tokens"]);
  const asked = countAt(server, ["max_total_tokens"]);
  if (pool === null || (asked !== null && asked <= pool)) return undefined;
  const share = asNumber(getKey(server, "mem_fraction_static"));
  const now = share === undefined ? "" : ` (it has ${share})`;
  const ways = `a higher --mem-fraction-static${now}, --kv-cache-dtype fp8_e5m2 or a smaller model`;
  return { tokens: pool, beyond: `its token pool holds ${tokens(pool)}, so that takes ${ways}` };
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

/** The options of the running server are kept; without them there are the defaults. */
function launch(what: Launch): (string | number)[] {
  const { model, id, context, bind, tool, reasoning } = what;
  const known = (what.own ?? []).map(String);
  const missing = (name: string, value: string | number) =>
    known.includes(name) ? [] : [name, String(value)];
  const own = [...known, ...missing("--host", bind.host), ...missing("--port", bind.port)];
  const family = parsersFor("sglang", `${model} ${id}`);
  return [
    ...["python", "-m", MODULE, "--model-path", model],
    ...servedName(what),
    ...option("--context-length", context),
    ...parserFlags({
      tool: tool ?? optionValue(own, ["--tool-call-parser"]) ?? family.tool,
      reasoning: reasoning ?? optionValue(own, ["--reasoning-parser"]) ?? family.reasoning,
    }),
    ...without(own, ["--tool-call-parser", "--reasoning-parser"], "one").map((arg, i, all) =>
      all[i - 1] === "--max-total-tokens" ? poolFor(context, arg) : arg,
    ),
  ];
}

/** A request needs its whole context in the pool. */
function poolFor(context: number | null, pool: string): string {
  return String(Math.max(Number(pool), context ?? 0));
}

function contextChanges(context: number, { args }: LaunchLine) {
  const pool = optionValue(args, ["--max-total-tokens"]);
  return [
    [["--context-length"], context] as const,
    ...(pool === undefined ? [] : [[["--max-total-tokens"], poolFor(context, pool)] as const]),
  ];
}

/** `python -m sglang.launch_server …`, or `sglang serve …`. */
function startOf(argv: readonly string[]) {
  const module = wordsAt(argv, /^-m$/, MODULE);
  if (module !== null) return { program: ["python", "-m", MODULE], at: module + 2 };
  const at = wordsAt(argv, /(^|\/)sglang$/, "serve");
  return at === null ? null : { program: ["sglang", "serve"], at: at + 2 };
}
