import { asString, getKey, type JsonObject } from "../../core/json.ts";
import {
  chatChunks,
  chatCompletion,
  countTokens,
  exampleArguments,
  firstTool,
  hasToolResult,
  responseEvents,
  responseObject,
  type ScriptedTurn,
  sseEvent,
} from "./openai-wire.ts";
import { type Exchange, serveTiny, type TinyServer } from "./tiny-server.ts";

/** @internal */
export interface SimulatedModel {
  key: string;
  type: "llm" | "vlm" | "embedding";
  quantization: string;
  /** "229B-A10B"; null: not reported. */
  parameters: string | null;
  sizeBytes: number;
  /** Trained context, in tokens. */
  maxContext: number;
  /** Loaded instances; `context` in tokens. */
  instances: { id: string; context: number }[];
}

const MODEL: SimulatedModel = {
  key: "minimax/minimax-m2.1",
  type: "llm",
  quantization: "Q4_K_M",
  parameters: null,
  sizeBytes: 138_000_000_000,
  maxContext: 196_608,
  instances: [],
};

export interface LmStudioOptions {
  /** Default: 0, any free port. */
  port?: number | undefined;
  /** Default: one model, loaded with 65,536 tokens. */
  models?: Partial<SimulatedModel>[] | undefined;
  /** Called first; true: it has answered the request. */
  intercept?(exchange: Exchange, models: SimulatedModel[]): boolean | Promise<boolean>;
}

export interface SimulatedLmStudio extends TinyServer {
  /** With /v1. */
  baseUrl: string;
  models: SimulatedModel[];
  /** Reloads a model with this context, like an unload and `lms load KEY --context-length N`. */
  setContext(key: string, tokens: number): void;
  unload(key: string): void;
}

/** Starts a server on 127.0.0.1 that answers like LM Studio 0.4 (by its docs). */
export async function startLmStudio(options: LmStudioOptions = {}): Promise<SimulatedLmStudio> {
  const named = options.models ?? [{ instances: [{ id: MODEL.key, context: 65_536 }] }];
  const models = named.map((model) => ({ ...MODEL, ...model, instances: [...(model.instances ?? [])] }));
  const server = await serveTiny(async (exchange) => {
    if (!(await options.intercept?.(exchange, models))) await answer(models, exchange);
  }, options.port);
  const find = (key: string) => models.find((model) => model.key === key);
  return {
    ...server,
    models,
    baseUrl: `${server.origin}/v1`,
    setContext: (key, tokens) => find(key)?.instances.splice(0, Infinity, { id: key, context: tokens }),
    unload: (key) => find(key)?.instances.splice(0),
  };
}

const EXPRESS = { "x-powered-by": "Express" };

function answer(models: readonly SimulatedModel[], exchange: Exchange): void | Promise<void> {
  const { method, path } = exchange;
  const route = `${method} ${path}`;
  const json = (value: JsonObject) => exchange.json(200, value, EXPRESS);
  if (path === "/lmstudio-greeting") return json({ lmstudio: true });
  if (route === "GET /v1/models") return json(bareList(models));
  if (route === "GET /api/v1/models") return json({ models: models.map(rowV1) });
  if (route === "POST /v1/chat/completions" || route === "POST /v1/responses") return infer(models, exchange);
  // LM Studio answers unknown requests with 200 (its bug tracker, #618, #2085)
  return json({ error: `Unexpected endpoint or method. (${route})` });
}

/** Body of `GET /v1/models`: no `created`, and embedding models included. @internal */
export function bareList(models: readonly SimulatedModel[]): JsonObject {
  const data = models.map(({ key }) => ({ id: key, object: "model", owned_by: "organization_owner" }));
  return { data, object: "list" };
}

const LLM_CONFIG = {
  eval_batch_size: 512,
  parallel: 4,
  flash_attention: true,
  offload_kv_cache_to_gpu: true,
};

/** A row of `GET /api/v1/models` (0.4.0 and later). */
function rowV1(model: SimulatedModel): JsonObject {
  const { key, type, quantization, parameters, sizeBytes, maxContext, instances } = model;
  const embeds = type === "embedding";
  return {
    type: type === "vlm" ? "llm" : type,
    publisher: "minimax",
    key,
    display_name: "MiniMax M2.1",
    ...(embeds ? {} : { architecture: "minimax-m2" }),
    quantization: { name: quantization, bits_per_weight: 4 },
    size_bytes: sizeBytes,
    params_string: parameters,
    loaded_instances: instances.map(({ id, context }) => ({
      id,
      config: { context_length: context, ...(embeds ? {} : LLM_CONFIG) },
    })),
    max_context_length: maxContext,
    format: "gguf",
    ...(embeds
      ? {}
      : { capabilities: { vision: type === "vlm", trained_for_tool_use: true }, description: null }),
  };
}

/** The loaded instance for a request; an unknown name silently reaches the only one (bug tracker #619). @internal */
export function instanceFor(models: readonly SimulatedModel[], { bodyJson }: Exchange) {
  const wanted = asString(getKey(bodyJson, "model"));
  const loaded = models.flatMap(({ key, instances }) => instances.map((one) => ({ key, ...one })));
  const [only, second] = loaded;
  return (
    loaded.find(({ id }) => id === wanted) ??
    loaded.find(({ key }) => key === wanted) ??
    (second === undefined ? only : undefined)
  );
}

async function infer(models: readonly SimulatedModel[], exchange: Exchange): Promise<void> {
  const target = instanceFor(models, exchange);
  if (target === undefined) {
    const message =
      "No models loaded. Please load a model in the developer page or use the 'lms load' command.";
    const error = { message, type: "invalid_request_error", param: "model" };
    return exchange.json(400, { error }, EXPRESS);
  }
  const tool = hasToolResult(exchange.bodyJson) ? null : firstTool(exchange.bodyJson);
  const turn: ScriptedTurn = {
    model: target.id,
    text: tool ? "" : "pong",
    promptTokens: countTokens(exchange.body),
    toolCall: tool ? { name: tool.name, args: exampleArguments(tool.schema) } : undefined,
  };
  await sendTurn(exchange, turn, getKey(exchange.bodyJson, "stream") === true);
}

async function sendTurn(exchange: Exchange, turn: ScriptedTurn, streamed: boolean): Promise<void> {
  const responses = exchange.path === "/v1/responses";
  if (!streamed) return exchange.json(200, responses ? responseObject(turn) : chatCompletion(turn), EXPRESS);
  exchange.open(200, { "content-type": "text/event-stream", ...EXPRESS });
  if (responses) {
    for (const event of responseEvents(turn, { indexes: true }))
      await exchange.write(sseEvent(event, asString(event["type"])));
  } else {
    const usage = getKey(getKey(exchange.bodyJson, "stream_options"), "include_usage") === true;
    for (const chunk of chatChunks(turn, { usage })) await exchange.write(sseEvent(chunk));
    await exchange.write("data: [DONE]\n\n");
  }
  exchange.end();
}
