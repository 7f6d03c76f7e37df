import { asCount, asString, getKey, isObject, type JsonObject } from "../../core/json.ts";
import {
  bareList,
  completeModel,
  DEFAULT_MODEL,
  listV0,
  listV1,
  type OverflowWording,
  overflowText,
  type SimulatedInstance,
  type SimulatedModel,
} from "./lmstudio-bodies.ts";
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
import { type Exchange, type RecordedRequest, serveTiny } from "./tiny-server.ts";

export interface SimulatedLmStudioOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  models?: Partial<SimulatedModel>[];
  /** Turns "Require Authentication" on. */
  apiKey?: string;
  /** Newest REST API that it has: 0.4 has v1, 0.3.6 v0, older ones only /v1/models. */
  rest?: "v1" | "v0" | "bare";
  /** Just-in-time loading: /v1/models lists downloaded models, and a request loads what it names. */
  jit?: boolean;
  /** Tokens that a just-in-time load allocates. */
  jitContext?: number;
  answer?: string;
  overflow?: OverflowWording;
  /** Answers an inference instead of the script; false leaves it to the script. */
  onInference?: (exchange: Exchange, turn: ScriptedTurn) => boolean | Promise<boolean>;
}

export interface SimulatedLmStudio {
  /** With /v1. */
  baseUrl: string;
  origin: string;
  port: number;
  models: SimulatedModel[];
  options: SimulatedLmStudioOptions;
  requests: RecordedRequest[];
  /** Bodies of the load and unload calls, in order. */
  management: { action: "load" | "unload"; body: JsonObject }[];
  /** Reloads a model with that many tokens, as `lms load KEY --context-length N` after an unload. */
  setContext(key: string, tokens: number): void;
  unload(key: string): void;
  close(): Promise<void>;
}

/** Starts a server that answers like LM Studio (facts of its docs, 0.3.6 to 0.4.20), on 127.0.0.1. */
export async function startSimulatedLmStudio(
  options: SimulatedLmStudioOptions = {},
): Promise<SimulatedLmStudio> {
  const models = (options.models ?? [{ instances: [{ id: DEFAULT_MODEL.key, context: 65_536 }] }]).map(
    completeModel,
  );
  const management: SimulatedLmStudio["management"] = [];
  const state = { models, options, management };
  const server = await serveTiny((exchange) => answer(state, exchange), options.port ?? 0);
  const find = (key: string) => models.find((model) => model.key === key);
  return {
    ...state,
    ...server,
    baseUrl: `${server.origin}/v1`,
    setContext: (key, tokens) => find(key)?.instances.splice(0, Infinity, { id: key, context: tokens }),
    unload: (key) => find(key)?.instances.splice(0),
  };
}

type State = Pick<SimulatedLmStudio, "models" | "options" | "management">;

const EXPRESS = { "x-powered-by": "Express" };

async function answer(state: State, exchange: Exchange): Promise<void> {
  const { method, path } = exchange;
  const rest = state.options.rest ?? "v1";
  if (path === "/lmstudio-greeting") return exchange.json(200, { lmstudio: true }, EXPRESS);
  if (refuse(state, exchange)) return;
  const route = `${method} ${path}`;
  if (route === "GET /v1/models")
    return exchange.json(200, bareList(state.models, state.options.jit !== false), EXPRESS);
  if (route === "GET /api/v0/models" && rest !== "bare")
    return exchange.json(200, listV0(state.models), EXPRESS);
  if (route === "GET /api/v1/models" && rest === "v1")
    return exchange.json(200, listV1(state.models), EXPRESS);
  if (route === "POST /api/v1/models/load" && rest === "v1") return load(state, exchange);
  if (route === "POST /api/v1/models/unload" && rest === "v1") return unload(state, exchange);
  if (route === "POST /v1/chat/completions" || route === "POST /v1/responses") return infer(state, exchange);
  // LM Studio answers 200 to what it does not know (its bug tracker, #618, #2085)
  exchange.json(200, { error: `Unexpected endpoint or method. (${route})` }, EXPRESS);
}

function refuse(state: State, exchange: Exchange): boolean {
  const { apiKey } = state.options;
  const given = /^Bearer (.*)$/.exec(exchange.headers["authorization"] ?? "")?.[1];
  if (apiKey === undefined || given === apiKey) return false;
  // the real one repeats the first ten characters of what was sent
  const message =
    given === undefined
      ? "An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header using the 'Bearer' scheme."
      : `Malformed LM Studio API token provided: ${given.slice(0, 10)}***. Ensure you are using a valid token.`;
  const type = exchange.path.startsWith("/api/") ? "invalid_request" : "invalid_request_error";
  exchange.json(401, { error: { message, type, code: "invalid_api_key", param: null } }, EXPRESS);
  return true;
}

function load(state: State, exchange: Exchange): void {
  const body = exchange.bodyJson;
  const model = state.models.find((one) => one.key === getKey(body, "model"));
  state.management.push({ action: "load", body: isObject(body) ? body : {} });
  if (!model) {
    const error = { type: "model_not_found", message: `Model not found: ${String(getKey(body, "model"))}` };
    exchange.json(404, { error }, EXPRESS);
    return;
  }
  const context = asCount(getKey(body, "context_length")) ?? state.options.jitContext ?? 4096;
  const count = model.instances.length;
  const id = count === 0 ? model.key : `${model.key}:${count + 1}`;
  model.instances.push({ id, context });
  const reply = { type: model.type, instance_id: id, load_time_seconds: 0.1, status: "loaded" };
  exchange.json(200, { ...reply, load_config: { context_length: context } }, EXPRESS);
}

function unload(state: State, exchange: Exchange): void {
  const id = asString(getKey(exchange.bodyJson, "instance_id")) ?? "";
  state.management.push({ action: "unload", body: { instance_id: id } });
  for (const model of state.models) {
    const at = model.instances.findIndex((one) => one.id === id);
    if (at >= 0) model.instances.splice(at, 1);
  }
  exchange.json(200, { instance_id: id }, EXPRESS);
}

/** The instance that a request reaches, loading just in time where that is on; or an error that was sent. */
function instanceFor(
  state: State,
  exchange: Exchange,
): { model: SimulatedModel; one: SimulatedInstance } | null {
  const wanted = asString(getKey(exchange.bodyJson, "model")) ?? "";
  const loaded = state.models.flatMap((model) => model.instances.map((one) => ({ model, one })));
  const hit = loaded.find(({ one }) => one.id === wanted) ?? loaded.find(({ model }) => model.key === wanted);
  if (hit) return hit;
  const model = state.models.find((one) => one.key === wanted);
  if (model && state.options.jit !== false) {
    const one = { id: model.key, context: state.options.jitContext ?? 4096 };
    model.instances.push(one);
    return { model, one };
  }
  const [only] = loaded;
  // an unknown name silently reaches the only loaded model (bug tracker #619)
  if (only && loaded.length === 1) return only;
  if (loaded.length === 0) {
    const message =
      "No models loaded. Please load a model in the developer page or use the 'lms load' command.";
    exchange.json(400, { error: { message, type: "invalid_request_error", param: "model" } }, EXPRESS);
    return null;
  }
  const names = loaded.map(({ one }) => one.id).join("\n");
  const message = `Model "${wanted}" not found. Please specify a valid model.\n\nYour models:\n\n${names}`;
  const error = { message, type: "invalid_request_error", param: "model", code: "model_not_found" };
  exchange.json(404, { error }, EXPRESS);
  return null;
}

async function infer(state: State, exchange: Exchange): Promise<void> {
  const target = instanceFor(state, exchange);
  if (!target) return;
  const tool = hasToolResult(exchange.bodyJson) ? null : firstTool(exchange.bodyJson);
  const turn: ScriptedTurn = {
    model: target.one.id,
    text: tool ? "" : (state.options.answer ?? "pong"),
    promptTokens: countTokens(exchange.body),
    ...(tool ? { toolCall: { name: tool.name, args: exampleArguments(tool.schema) } } : {}),
  };
  const streamed = getKey(exchange.bodyJson, "stream") === true;
  if (turn.promptTokens > target.one.context) {
    const message = overflowText(state.options.overflow, turn.promptTokens, target.one.context);
    return sendError(exchange, message, streamed);
  }
  if (state.options.onInference && (await state.options.onInference(exchange, turn))) return;
  await sendTurn(exchange, turn, streamed);
}

async function sendError(exchange: Exchange, message: string, streamed: boolean): Promise<void> {
  if (!streamed) return exchange.json(400, { error: { message, type: "invalid_request_error" } }, EXPRESS);
  exchange.open(200, { "content-type": "text/event-stream", ...EXPRESS });
  await exchange.write(sseEvent({ error: { message } }, "error"));
  exchange.end();
}

async function sendTurn(exchange: Exchange, turn: ScriptedTurn, streamed: boolean): Promise<void> {
  const responses = exchange.path === "/v1/responses";
  if (!streamed) return exchange.json(200, responses ? responseObject(turn) : chatCompletion(turn), EXPRESS);
  exchange.open(200, { "content-type": "text/event-stream", ...EXPRESS });
  if (responses) {
    for (const event of responseEvents(turn, { indexes: true })) {
      await exchange.write(sseEvent(event, asString(event["type"])));
    }
  } else {
    const usage = getKey(getKey(exchange.bodyJson, "stream_options"), "include_usage") === true;
    for (const chunk of chatChunks(turn, { usage })) await exchange.write(sseEvent(chunk));
    await exchange.write("data: [DONE]\n\n");
  }
  exchange.end();
}
