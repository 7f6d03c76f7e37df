import { asBoolean, asCount, asString, getKey, isObject, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine, envValue } from "../core/shell.ts";
import { defineServer } from "./shared/adapter.ts";
import { bindOf } from "./shared/bind.ts";
import type { ServerClient, ServerModel } from "./shared/facts.ts";
import { parallelFlags, parserFlags } from "./shared/flags.ts";
import { parsersFor } from "./shared/parsers.ts";
import { cleanString, isRefused, listRows, makeModel, okJson, ownersOf, rowId } from "./shared/rows.ts";

const PORT = 30000;
/** max_req_input_len is always a few tokens under the context; only a clearly lower one is another limit. */
const NEARLY = 0.98;

/** SGLang. Never asks /health (it generates a token); of /server_info, which has its keys, only figures are kept. */
export const sglang = defineServer({
  kind: "sglang",
  label: "SGLang",
  defaultPorts: [PORT],
  provider: { keyEnv: "SGLANG_API_KEY", placeholderKey: "sglang" },
  quirks: ["checks-output-limit"],
  hints: {
    keepPrompt: "start SGLang without --disable-radix-cache",
    separateReasoning: "start the server with the --reasoning-parser of this model family",
    answerMissing: "start the server with the --reasoning-parser of this model family, or without one",
    parseHarmony: "update SGLang, and start it with --tool-call-parser gpt-oss --reasoning-parser gpt-oss",
    templateOption: "--chat-template",
    closeToNetwork: "start it with --host 127.0.0.1, or with --api-key",
  },

  recognise({ models }) {
    if (ownersOf(models).includes("sglang")) {
      return { score: 3, evidence: 'GET /v1/models → owned_by "sglang"' };
    }
    if (
      isRefused(models) &&
      models.ok &&
      /^\s*\{\s*"error"\s*:\s*"Unauthorized"\s*\}\s*$/.test(models.body)
    ) {
      return { score: 1, evidence: 'its 401 says only "Unauthorized", also for /version' };
    }
    return { score: 0, evidence: "" };
  },

  async inspect(client, replies) {
    const base = { product: "SGLang", responsesApi: true };
    if (isRefused(replies.models)) return { ...base, version: null, models: [], traits: [] };
    const info = okJson(await client.get("/model_info"));
    const server = await serverInfo(client);
    const parser = getKey(server, "tool_call_parser");
    const rows = listRows(replies.models) ?? [];
    return {
      ...base,
      version: cleanString(getKey(server, "version"), 40) ?? null,
      models: rows.map((row) => readModel(row, info, server, parser)).filter((model) => model.id !== ""),
      traits: parser === null ? ["no-tool-parser"] : [],
    };
  },

  startCommands: ({ model, context, port, platform }) =>
    model === null ? [] : [launch(platform, model, null, context, { host: "127.0.0.1", port: port ?? PORT })],

  contextCommands: (model, context, state, platform) => [
    launch(
      platform,
      model.launchName ?? model.id,
      model.id,
      context,
      bindOf(state, PORT),
      state.auth === "required",
    ),
  ],

  toolsHint(model, platform) {
    const { tool } = parsersFor("sglang", model);
    if (tool === null) {
      return {
        hint: "start SGLang with --tool-call-parser and the parser of the model's family",
        commands: [],
      };
    }
    return {
      hint: `start SGLang with --tool-call-parser ${tool}`,
      commands: [launch(platform, model, null, null, { host: "127.0.0.1", port: PORT })],
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
async function serverInfo(client: ServerClient): Promise<Json | undefined> {
  const now = okJson(await client.get("/server_info"));
  return isObject(now) ? now : okJson(await client.get("/get_server_info"));
}

function readModel(
  row: Json,
  info: Json | undefined,
  server: Json | undefined,
  parser: Json | undefined,
): ServerModel {
  const id = rowId(row);
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
    launchName: cleanString(getKey(info, "model_path"), 500) ?? cleanString(getKey(row, "root")) ?? null,
  };
}

function allocated(row: Json, server: Json | undefined): Known<number> {
  const listed = asCount(getKey(row, "max_model_len"));
  const pool = asCount(getKey(server, "max_total_num_tokens"));
  const input = asCount(getKey(server, "max_req_input_len"));
  if (listed === undefined) return unknown("GET /v1/models has no max_model_len for it");
  if (pool !== undefined && pool < listed) return known(pool, "GET /server_info (max_total_num_tokens)");
  if (input !== undefined && input < listed * NEARLY)
    return known(input, "GET /server_info (max_req_input_len)");
  return known(listed, "GET /v1/models (max_model_len)");
}

function launch(
  platform: NodeJS.Platform,
  model: string,
  servedName: string | null,
  context: number | null,
  bind: { host: string; port: number },
  keyed = false,
): string {
  const command = commandLine(
    platform,
    ...["python", "-m", "sglang.launch_server", "--model-path", model],
    ...(servedName === null || servedName === model ? [] : ["--served-model-name", servedName]),
    ...(context === null ? [] : ["--context-length", context]),
    ...parserFlags(parsersFor("sglang", `${model} ${servedName ?? ""}`)),
    ...["--host", bind.host, "--port", bind.port],
  );
  return keyed ? `${command} --api-key ${envValue("SGLANG_API_KEY", platform)}` : command;
}
