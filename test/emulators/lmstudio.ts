import {
  bareList,
  instanceFor,
  type SimulatedLmStudio,
  type SimulatedModel,
  type LmStudioOptions as SimulationOptions,
  startLmStudio as startSimulation,
} from "../../src/commands/demo/lmstudio.ts";
import { sseEvent } from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { forbiddenAnywhere } from "./start.ts";
import type { Dialect, Emulator, EmulatorOptions } from "./types.ts";

/** Wording of the overflow error: of 0.3, of early 0.4, of 0.4.20. */
const OVERFLOWS = {
  "0.3":
    "Trying to keep the first 20000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
  "0.4": "Cannot truncate prompt with n_keep (20000) >= n_ctx (4096)",
  "0.4.20":
    "The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input",
};

/** What the demo's simulation lacks, and the chat behaviors of every emulator. */
export type LmStudioOptions = Omit<SimulationOptions, "intercept"> &
  Pick<
    EmulatorOptions,
    | "apiKey"
    | "answer"
    | "chat"
    | "responses"
    | "reasoning"
    | "refuses"
    | "callsOnly"
    | "callText"
    | "truncateAt"
    | "speed"
  > & {
    /** Tokens of the default model's instance; null: downloaded, not loaded. */
    loadedContext?: number | null;
    /** Newest REST API that it has: 0.4 has v1, 0.3.6 v0, older ones only /v1/models. */
    rest?: "v1" | "v0" | "bare";
    /** Just-in-time loading: /v1/models lists downloaded models, and a request loads what it names. */
    jit?: boolean;
    overflow?: keyof typeof OVERFLOWS;
    /** What comes of a load request, such as OpenClaw sends before a turn. It may change while the server runs. */
    loads?: "as-asked" | "no-memory" | "crashes" | "hangs" | "cuts";
    /** Its memory holds no model with more tokens than these. */
    mostContext?: number;
  };

const LOAD = "/api/v1/models/load";
const UNLOAD = "/api/v1/models/unload";
const EXPRESS = { "x-powered-by": "Express" };

const DIALECT: Dialect = {
  headers: EXPRESS,
  unauthorized: (exchange) =>
    exchange.json(
      401,
      { error: { message: "Malformed LM Studio API token provided: x***", code: "invalid_api_key" } },
      EXPRESS,
    ),
  unknownRoute: ({ json, method, path }) =>
    json(200, { error: `Unexpected endpoint or method. (${method} ${path})` }, EXPRESS),
  overflow: (promptTokens, context): { status: number; body: JsonObject } => ({
    status: 400,
    body: {
      error: { message: `Cannot truncate prompt with n_keep (${promptTokens}) >= n_ctx (${context})` },
    },
  }),
};

/** A prompt that is too long: a 400, or when streaming an error event under 200. */
async function overflow(exchange: Exchange, message: string): Promise<true> {
  if (getKey(exchange.bodyJson, "stream") !== true) {
    exchange.json(400, { error: { message, type: "invalid_request_error" } }, EXPRESS);
    return true;
  }
  exchange.open(200, { "content-type": "text/event-stream", ...EXPRESS });
  await exchange.write(sseEvent({ error: { message } }, "error"));
  exchange.end();
  return true;
}

/** Refuses a wrong key as the real one does, repeating the first ten characters of what was sent. */
function refuse(apiKey: string | undefined, { headers, path, json }: Exchange): boolean {
  const given = /^Bearer (.*)$/.exec(headers["authorization"] ?? "")?.[1];
  if (apiKey === undefined || given === apiKey || path === "/lmstudio-greeting") return false;
  const message =
    given === undefined
      ? "An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header using the 'Bearer' scheme."
      : `Malformed LM Studio API token provided: ${given.slice(0, 10)}***. Ensure you are using a valid token.`;
  const type = path.startsWith("/api/") ? "invalid_request" : "invalid_request_error";
  json(401, { error: { message, type, code: "invalid_api_key", param: null } }, EXPRESS);
  return true;
}

/** Body of `GET /api/v0/models` (0.3.6 and later). */
function listV0(models: readonly SimulatedModel[]): JsonObject {
  const data = models.map(({ key, type, quantization, maxContext, instances: [first] }) => ({
    id: key,
    object: "model",
    type: type === "embedding" ? "embeddings" : type,
    publisher: "minimax",
    arch: "minimax-m2",
    compatibility_type: "gguf",
    quantization,
    state: first ? "loaded" : "not-loaded",
    max_context_length: maxContext,
    capabilities: ["tool_use"],
    ...(first ? { loaded_context_length: first.context } : {}),
  }));
  return { object: "list", data };
}

/** Answers of older versions, and of one without just-in-time loading; false: as the newest. */
function list(
  { rest = "v1", jit = true }: LmStudioOptions,
  models: SimulatedModel[],
  exchange: Exchange,
): boolean {
  const { method, path, json } = exchange;
  if (path === "/v1/models" && !jit)
    json(200, bareList(models.filter((model) => model.instances.length > 0)), EXPRESS);
  else if (path === "/api/v0/models" && rest !== "bare") json(200, listV0(models), EXPRESS);
  else if (path === "/api/v1/models" && rest !== "v1")
    json(200, { error: `Unexpected endpoint or method. (${method} ${path})` }, EXPRESS);
  else return false;
  return true;
}

const LOAD_ERRORS = {
  "no-memory":
    "Model loading was stopped due to insufficient system resources. Continuing to load the model would likely overload your system.",
  crashes: "The model has crashed without additional information. (Exit code: null)",
};

/** `POST /api/v1/models/unload`. */
function unload(models: SimulatedModel[], exchange: Exchange): void {
  const id = getKey(exchange.bodyJson, "instance_id");
  const holder = models.find(({ instances }) => instances.some((one) => one.id === id));
  if (holder === undefined || typeof id !== "string") {
    const error = { type: "model_not_found", message: `No loaded model instance ${JSON.stringify(id)}` };
    exchange.json(404, { error }, EXPRESS);
    return;
  }
  holder.instances = holder.instances.filter((one) => one.id !== id);
  exchange.json(200, { instance_id: id }, EXPRESS);
}

/** `POST /api/v1/models/load`. */
function load(
  { loads: given = "as-asked", mostContext = Number.POSITIVE_INFINITY }: LmStudioOptions,
  models: SimulatedModel[],
  exchange: Exchange,
): void {
  const wanted = models.find((model) => model.key === getKey(exchange.bodyJson, "model"));
  const context = getKey(exchange.bodyJson, "context_length");
  const loads = Number(context) > mostContext ? "no-memory" : given;
  if (loads === "hangs") return;
  if (loads === "cuts") exchange.cut();
  else if (loads !== "as-asked") {
    exchange.json(loads === "crashes" ? 500 : 400, { error: { message: LOAD_ERRORS[loads] } }, EXPRESS);
  } else if (wanted === undefined || typeof context !== "number") {
    exchange.json(404, { error: { message: "Model not found", code: "model_not_found" } }, EXPRESS);
  } else {
    const id = wanted.instances.length === 0 ? wanted.key : `${wanted.key}:${wanted.instances.length + 1}`;
    wanted.instances.push({ id, context });
    exchange.json(200, { type: "llm", instance_id: id, load_time_seconds: 1, status: "loaded" }, EXPRESS);
  }
}

/** The name of the model that answers; one that is not loaded is loaded just in time. */
function modelFor({ jit = true }: LmStudioOptions, models: SimulatedModel[], exchange: Exchange) {
  const wanted = models.find((model) => model.key === getKey(exchange.bodyJson, "model"));
  if (jit && wanted?.instances.length === 0) wanted.instances.push({ id: wanted.key, context: 4_096 });
  return instanceFor(models, exchange)?.id;
}

/** LM Studio as an emulator: the demo's simulated server plus the faults of the others; `studio` changes its state. */
export async function startLmStudio(
  options: LmStudioOptions = {},
): Promise<Emulator & { studio: SimulatedLmStudio }> {
  const {
    loadedContext,
    models,
    port: wanted,
    rest,
    jit,
    loads: _loads,
    mostContext: _most,
    overflow: wording = "0.4.20",
    ...shared
  } = options;
  const studio = await startSimulation({
    models,
    port: wanted,
    async intercept(exchange, now) {
      if (refuse(shared.apiKey, exchange)) return true;
      if (exchange.method === "GET") return list(options, now, exchange);
      if (exchange.path === LOAD && (rest ?? "v1") === "v1") {
        load(options, now, exchange);
        return true;
      }
      if (exchange.path === UNLOAD && (rest ?? "v1") === "v1") {
        unload(now, exchange);
        return true;
      }
      if (!/^\/v1\/(chat\/completions|responses)$/.test(exchange.path)) return false;
      const model = modelFor(options, now, exchange);
      if (model === undefined) return false;
      if (shared.chat === "overflow") return overflow(exchange, OVERFLOWS[wording]);
      await answerInference(exchange, shared, DIALECT, { model, context: null });
      return true;
    },
  });
  const [first] = studio.models;
  if (loadedContext === null && first) studio.unload(first.key);
  else if (typeof loadedContext === "number" && first) studio.setContext(first.key, loadedContext);
  const { baseUrl, origin, port, requests, close } = studio;
  return {
    name: "lmstudio",
    options: shared,
    studio,
    baseUrl,
    origin,
    port,
    requests,
    close,
    get forbidden() {
      return requests.flatMap((request) => {
        const why = forbiddenAnywhere(request);
        return why === null ? [] : [`${request.method} ${request.path}: ${why}`];
      });
    },
  };
}

export const start = () => startLmStudio();
