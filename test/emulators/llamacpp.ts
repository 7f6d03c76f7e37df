import type { Exchange, RecordedRequest } from "../../src/commands/demo/tiny-server.ts";
import { getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, isInference, modelsOf, requested, trained } from "./openai.ts";
import {
  firstRow,
  over,
  partOf,
  type Recording,
  recording,
  withBody,
  withTexts,
} from "./recorded/recording.ts";
import { refuseKey, replayAsIs, replayPath, sendReply } from "./recorded/replay.ts";
import { startEmulator } from "./start.ts";
import type { Dialect, EmulatedModel, EmulatorOptions, Profile } from "./types.ts";

export interface LlamaCppOptions extends EmulatorOptions {
  mode?: "single" | "router";
  /** 503 on every path, before it checks the key. */
  loading?: boolean;
  /** Weights unloaded; the next request loads them again. */
  sleeping?: boolean;
  /** Default 4; `-np N` divides `-c`. */
  slots?: number;
  /** Before 2026: no meta.n_ctx, architecture or aliases in the list. */
  oldBuild?: boolean;
  /** chat_template_caps.supports_tools. */
  templateTools?: boolean;
  /** Ids of router models whose load failed. */
  failed?: string[];
  /** Its GGUF file. */
  modelPath?: string;
  /** "speculative.types" of /props, such as "draft-mtp"; null: a build before May 2026. Default "none". */
  drafts?: string | null;
  /** --ctx-size in the router's status.args. */
  argsContext?: number;
  /** What comes of a load that the router is told to make. */
  loads?: "as-asked" | "fails" | "hangs";
  /** Lists for which a router's model is still being loaded. */
  loadingLooks?: number;
}

const DIALECT: Dialect = {
  headers: { server: "llama.cpp" },
  unauthorized: (exchange) => replayAsIs(exchange, recording("llama-server"), "no-key-chat"),
  unknownRoute: (exchange) => replayAsIs(exchange, recording("llama-server"), "unknown-path-post"),
  overflow: () => {
    throw new Error("llama-server's refusal of a long prompt is recorded");
  },
};

/** llama-server. */
export function llamacpp(options: LlamaCppOptions = {}): Profile<LlamaCppOptions> {
  return {
    name: `llama.cpp (${options.mode ?? "single"})`,
    options,
    basePath: "/v1",
    forbids: (request) => (options.mode === "router" ? autoloads(request) : null),
    handle: (exchange) => answer(exchange, options),
  };
}

function autoloads(request: RecordedRequest): string | null {
  const query = new URLSearchParams(request.query);
  return query.has("model") && query.get("autoload") !== "false" ? "loads the model" : null;
}

/** Not recorded: the model was there at once. */
function loading(exchange: Exchange): void {
  const error = { message: "Loading model", type: "unavailable_error", code: 503 };
  exchange.json(503, { error }, DIALECT.headers);
}

async function answer(exchange: Exchange, options: LlamaCppOptions): Promise<void> {
  const { method, path } = exchange;
  const router = options.mode === "router";
  const single = recording("llama-server");
  const own = router ? over(recording("llama-server", "-router"), single) : single;
  const first = modelsOf(options)[0];
  const context = router ? (options.argsContext ?? allocated(first, options)) : allocated(first, options);
  const scene = { model: first?.id ?? "none", context };
  if (options.loading) return loading(exchange);
  if (path === "/health" || path === "/v1/health")
    return replayAsIs(exchange, recording("llama-server"), "get-health");
  if (await refuseKey(exchange, single, options, scene)) return;
  if (method === "GET" && (path === "/v1/models" || path === "/models")) {
    const body = router ? routerList(options) : singleList(options);
    return sendReply(exchange, withBody(own.get("get-v1-models"), body));
  }
  if (method === "GET" && path === "/props") {
    if (router && exchange.params.has("model")) return notLoaded(exchange);
    const body = router ? routerProps(options) : props(options);
    return sendReply(exchange, withBody(own.get("get-props"), body));
  }
  if (router && method === "POST" && /^\/models\/(load|unload)$/.test(path)) return change(exchange, options);
  if (!isInference(exchange) && !isInference(exchange, "")) {
    return replayPath(exchange, router ? recording("llama-server", "-router") : single, scene);
  }
  // single mode answers any name with the model that it has
  const model = requested(exchange, options) ?? (router ? undefined : first);
  if (!model) return unknownModel(exchange, own);
  const size = router ? (options.argsContext ?? allocated(model, options)) : allocated(model, options);
  await answerInference(exchange, options, DIALECT, { model: model.id, context: size, recording: own });
}

/** Loads that routers have begun: how many lists still say so. */
const begun = new WeakMap<EmulatedModel, number>();

/** `POST /models/load` and `/unload`: a load is answered at once. */
function change(exchange: Exchange, options: LlamaCppOptions): void {
  const name = getKey(exchange.bodyJson, "model");
  const model = modelsOf(options).find(({ id }) => id === name);
  const isRunning = model !== undefined && (model.loaded === true || begun.has(model));
  const loads = exchange.path.endsWith("/load");
  const refuse = (code: number, message: string, type = "invalid_request_error") =>
    exchange.json(code, { error: { code, message, type } }, DIALECT.headers);
  if (model === undefined) refuse(404, "model is not found", "not_found_error");
  else if (loads && isRunning) refuse(400, "model is already loaded");
  else if (!loads && !isRunning) refuse(400, "model is not running");
  else {
    if (loads)
      begun.set(model, options.loads === "hangs" ? Number.POSITIVE_INFINITY : (options.loadingLooks ?? 2));
    else {
      begun.delete(model);
      model.loaded = false;
    }
    exchange.json(200, { success: true }, DIALECT.headers);
  }
}

/** True while a load that was begun lasts; its end is what `loads` says. */
function stillLoads(model: EmulatedModel, options: LlamaCppOptions): boolean {
  const left = begun.get(model);
  if (left === undefined) return false;
  if (left > 0) {
    begun.set(model, left - 1);
    return true;
  }
  begun.delete(model);
  if (options.loads === "fails") options.failed = [...(options.failed ?? []), model.id];
  else model.loaded = true;
  return false;
}

function notLoaded(exchange: Exchange): void {
  const error = { message: "model is not loaded", type: "invalid_request_error", code: 400 };
  exchange.json(400, { error }, DIALECT.headers);
}

function unknownModel(exchange: Exchange, own: Recording): Promise<void> {
  const name = String(getKey(exchange.bodyJson, "model"));
  return sendReply(exchange, withTexts(own.get("chat-unknown-model"), [["'nope'", `'${name}'`]]));
}

function singleList(options: LlamaCppOptions): JsonObject {
  const recorded = recording("llama-server").get("get-v1-models");
  const models = modelsOf(options);
  return {
    ...partOf(recorded, []),
    models: models.map(({ id }) => ({ ...partOf(recorded, ["models", 0]), name: id, model: id })),
    data: models.map((model) => singleRow(model, options)),
  };
}

function singleRow(model: EmulatedModel, options: LlamaCppOptions): JsonObject {
  const row = firstRow(recording("llama-server"));
  const own = { ...partOf(recording("llama-server").get("get-v1-models"), ["data", 0, "meta"]) };
  const { n_ctx: _, ftype, ...old } = own;
  const meta = { ...old, n_ctx_train: trained(model, options) };
  if (options.oldBuild) {
    const { architecture: _a, aliases: _b, tags: _c, ...base } = row;
    return { ...base, id: model.id, meta, ...model.row };
  }
  return {
    ...row,
    id: model.id,
    aliases: [model.id, ...(model.aliases ?? [])],
    architecture: {
      input_modalities: model.vision ? ["text", "image"] : ["text"],
      output_modalities: ["text"],
    },
    meta: { ...meta, n_ctx: allocated(model, options), ftype: ftype ?? null },
    ...model.row,
  };
}

function props(options: LlamaCppOptions): JsonObject {
  const model = modelsOf(options)[0];
  const tools = options.templateTools ?? true;
  const recorded = recording("llama-server").get("get-props");
  const { "speculative.types": none, ...params } = partOf(recorded, [
    "default_generation_settings",
    "params",
  ]);
  return {
    ...partOf(recorded, []),
    default_generation_settings: {
      ...partOf(recorded, ["default_generation_settings"]),
      params:
        options.drafts === null ? params : { ...params, "speculative.types": options.drafts ?? none ?? null },
      n_ctx: allocated(model, options),
    },
    total_slots: options.slots ?? 4,
    model_alias: model?.id ?? "",
    model_path: options.modelPath ?? "/home/someone/secret/model.gguf",
    modalities: { vision: model?.vision ?? false, audio: false, video: false },
    chat_template_caps: {
      ...partOf(recorded, ["chat_template_caps"]),
      supports_tools: tools,
      supports_tool_calls: tools,
    },
    ...(options.version === undefined ? {} : { build_info: options.version }),
    is_sleeping: options.sleeping ?? false,
  };
}

function routerProps({ version }: LlamaCppOptions): JsonObject {
  const build = version === undefined ? {} : { build_info: version };
  return { ...partOf(recording("llama-server", "-router").get("get-props"), []), ...build };
}

function routerList(options: LlamaCppOptions): JsonObject {
  return { object: "list", data: modelsOf(options).map((model) => routerRow(model, options)) };
}

function routerRow(model: EmulatedModel, options: LlamaCppOptions): JsonObject {
  const row = firstRow(recording("llama-server", "-router"));
  const loading = stillLoads(model, options);
  const failed = !loading && (options.failed?.includes(model.id) ?? false);
  const loaded = !failed && (model.loaded ?? false);
  const size = options.argsContext === undefined ? [] : ["--ctx-size", String(options.argsContext)];
  const args = ["llama-server", "--host", "127.0.0.1", "--model", "/home/someone/secret/model.gguf", ...size];
  const value = loading ? "loading" : loaded ? "loaded" : "unloaded";
  const status: JsonObject = { value, args, preset: `[${model.id}]\n` };
  if (failed) Object.assign(status, { failed: true, exit_code: 1 });
  const meta = {
    n_ctx: options.argsContext ?? allocated(model, options),
    n_ctx_train: trained(model, options),
  };
  return {
    ...row,
    id: model.id,
    aliases: model.aliases ?? [],
    status,
    // the trained length, even while --ctx-size is in force (measured)
    context_length: trained(model, options),
    ...(loaded ? { meta } : {}),
    ...model.row,
  };
}

export const start = () => startEmulator(llamacpp());
