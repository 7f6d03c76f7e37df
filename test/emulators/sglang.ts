import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, isInference, modelsOf } from "./openai.ts";
import {
  firstRow,
  inScene,
  over,
  partOf,
  recording,
  type Scene,
  sure,
  withBody,
} from "./recorded/recording.ts";
import { refuseKey, replay, replayPath, sendReply } from "./recorded/replay.ts";
import { startEmulator } from "./start.ts";
import type { EmulatorOptions, Profile } from "./types.ts";

export interface SglangOptions extends EmulatorOptions {
  /** Value of --tool-call-parser; null: tool calls come back as text, without an error. */
  toolParser?: string | null;
  /** max_req_input_len of /server_info. */
  maxInput?: number;
  /** Fields of /server_info over its own: how it was started. */
  info?: JsonObject;
  /** is_generation: false for an embedding server. */
  generation?: boolean;
  /** Still warming up: the list is there too early, and inference (like /health) says 503. */
  starting?: boolean;
}

/** SGLang, which poses as Ollama on /api/tags; /health generates a token. */
export function sglang(options: SglangOptions = {}): Profile<SglangOptions> {
  return {
    name: "sglang",
    options,
    basePath: "/v1",
    forbids: ({ path }) => (path === "/health" ? "generates a token" : null),
    handle: (exchange) => answer(exchange, options),
  };
}

async function answer(exchange: Exchange, options: SglangOptions): Promise<void> {
  const own = recording("sglang");
  const route = `${exchange.method} ${exchange.path.replace("/get_", "/")}`;
  const model = modelsOf(options)[0];
  const scene = { model: model?.id ?? "none", context: allocated(model, options) };
  if (await refuseKey(exchange, own, options, scene)) return;
  if (route === "GET /v1/models") {
    const data = [
      { ...firstRow(own), id: scene.model, root: scene.model, max_model_len: scene.context, ...model?.row },
    ];
    return sendReply(exchange, withBody(own.get("get-v1-models"), { object: "list", data }));
  }
  if (route === "GET /model_info") {
    const reply = inScene(sure(own, "get-model-info"), own, scene);
    const vision = model?.vision ?? false;
    const is_generation = options.generation ?? true;
    const more = { is_generation, has_image_understanding: vision, tool_call_parser: parserOf(options) };
    return sendReply(exchange, withBody(reply, { ...partOf(reply, []), ...more }));
  }
  if (route === "GET /server_info") return serverInfo(exchange, options, scene);
  if (/^POST \/api\/(show|chat)$/.test(route)) return native(exchange, scene);
  if (!isInference(exchange)) return replayPath(exchange, own, scene);
  if (options.starting) return starting(exchange);
  await infer(exchange, options, scene);
}

/** Ollama's routes: it tells of any model that it is asked for, and takes no notice of tools. */
async function native(exchange: Exchange, scene: Scene): Promise<void> {
  const own = recording("sglang");
  const asked = asString(getKey(exchange.bodyJson, "model")) ?? scene.model;
  const streamed = getKey(exchange.bodyJson, "stream") !== false;
  if (exchange.path === "/api/show") await replay(exchange, own, "api-show", { ...scene, model: asked });
  else await replay(exchange, own, streamed ? "api-chat-stream" : "api-chat", scene);
}

/** A request is answered whatever model it names, and under that name; "model:adapter" asks for an adapter. */
async function infer(exchange: Exchange, options: SglangOptions, { model, context }: Scene): Promise<void> {
  const asked = asString(getKey(exchange.bodyJson, "model")) ?? "default";
  const adapter = asked === model ? undefined : /:(.+)$/.exec(asked)?.[1];
  if (adapter !== undefined) return noAdapter(exchange, adapter);
  const own = recording("sglang");
  if (options.toolParser !== null) {
    return answerInference(exchange, options, FASTAPI, { model: asked, context, recording: own });
  }
  const asText: SglangOptions = { ...options, chat: "tool-as-text" };
  const bare = over(recording("sglang", "-no-parser"), own);
  await answerInference(exchange, asText, FASTAPI, { model: asked, context, recording: bare });
}

function parserOf({ toolParser }: SglangOptions): string | null {
  return toolParser === undefined ? "qwen" : toolParser;
}

function serverInfo(exchange: Exchange, options: SglangOptions, scene: Scene): Promise<void> {
  const own = recording("sglang");
  const reply = inScene(sure(own, "get-server-info"), own, scene);
  const version = options.version === undefined ? {} : { version: options.version };
  return sendReply(
    exchange,
    withBody(reply, {
      ...partOf(reply, []),
      api_key: options.apiKey ?? null,
      admin_api_key: "admin-secret",
      context_length: null,
      tool_call_parser: parserOf(options),
      max_req_input_len: options.maxInput ?? (scene.context ?? 65_536) - 6,
      ...version,
      ...options.info,
    }),
  );
}

/** Not recorded: the server was ready. */
function starting(exchange: Exchange): void {
  const error = { object: "error", message: "The server is starting.", type: "ServiceUnavailableError" };
  exchange.json(503, { ...error, param: null, code: 503 }, FASTAPI.headers);
}

function noAdapter(exchange: Exchange, adapter: string): void {
  const message = `LoRA adapter '${adapter}' was requested, but LoRA is not enabled. Please launch the server with --enable-lora flag`;
  const error = { object: "error", message, type: "BadRequestError", param: null, code: 400 };
  exchange.json(400, error, FASTAPI.headers);
}

export const start = () => startEmulator(sglang());
