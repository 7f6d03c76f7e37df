import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { FASTAPI, hasKey, isInference, modelsOf, requested } from "./openai.ts";
import { nameOf } from "./recorded/battery.ts";
import { firstRow, partOf, recording, withBody, withTexts } from "./recorded/recording.ts";
import { replayAsIs, replayPath, sendReply } from "./recorded/replay.ts";
import { startEmulator } from "./start.ts";
import type { Dialect, EmulatedModel, EmulatorOptions, Profile } from "./types.ts";

export interface LitellmOptions extends EmulatorOptions {
  /** Without a database a wrong key gives 400 "No connected db." instead of 401. */
  database?: boolean;
  /** Installed without prisma: no key gives a plain 500 (measured on 1.106.2). */
  failsWithoutKey?: boolean;
  /** max_input_tokens that the YAML declares; null: nothing. */
  declaredContext?: number | null;
  apiBase?: string;
}

const DIALECT: Dialect = {
  ...FASTAPI,
  unauthorized: (exchange) => exchange.json(401, authError("Authentication Error, No api key passed in.")),
  overflow: (promptTokens, context) => ({
    status: 400,
    body: {
      error: {
        message: `litellm.ContextWindowExceededError: litellm.BadRequestError: This model's maximum context length is ${context} tokens. However, your prompt contains ${promptTokens} input tokens. Received Model Group=local-main`,
        type: null,
        param: null,
        code: "400",
      },
    },
  }),
};

function authError(message: string): JsonObject {
  // LiteLLM's own forms: code and param are strings
  return { error: { message, type: "auth_error", param: "None", code: "401" } };
}

/** LiteLLM proxy: aliases only in /v1/models; GET /health would call (and bill) every model. */
export function litellm(options: LitellmOptions = {}): Profile<LitellmOptions> {
  return {
    name: "litellm",
    options,
    basePath: "/v1",
    forbids: ({ path }) => (path === "/health" ? "bills every configured model" : null),
    handle: (exchange) => answer(exchange, options),
  };
}

async function answer(exchange: Exchange, options: LitellmOptions): Promise<void> {
  const own = recording("litellm");
  const { method, path } = exchange;
  const models = modelsOf(options);
  const scene = { model: models[0]?.id ?? "none", context: options.declaredContext ?? null };
  if (path === "/health/readiness") {
    // older releases told the version here
    const version = options.version === undefined ? {} : { litellm_version: options.version };
    const reply = own.get("get-health-readiness");
    return sendReply(exchange, withBody(reply, { ...partOf(reply, []), ...version }));
  }
  // its routes exist with and without /v1
  const infers = isInference(exchange) || isInference(exchange, "");
  const route = path.replace(/^(?=\/(models|model\/info)$)/, "/v1");
  const name = nameOf("get", route);
  const isOpen =
    path === "/" || /^\/health\/live(li)?ness$/.test(path) || (!infers && own.get(name) === undefined);
  if (!isOpen && !hasKey(exchange, options)) return refuse(exchange, options);
  if (method === "GET" && route === "/v1/models") {
    const data = models.map((model) => row(model, options));
    return sendReply(exchange, withBody(own.get(name), { data, object: "list" }));
  }
  if (method === "GET" && route === "/v1/model/info") {
    return sendReply(
      exchange,
      withBody(own.get(name), { data: models.map((model) => infoRow(model, options)) }),
    );
  }
  if (path === "/health/liveness") return replayAsIs(exchange, own, "get-health-liveliness");
  if (!infers) return replayPath(exchange, own, scene);
  const model = requested(exchange, options);
  if (!model) return unknownModel(exchange);
  const context = model.allocatedContext ?? options.allocatedContext ?? null;
  await answerInference(exchange, options, DIALECT, { model: model.id, context, recording: own });
}

function unknownModel(exchange: Exchange): Promise<void> {
  const name = String(getKey(exchange.bodyJson, "model") ?? "None");
  const own = recording("litellm");
  const texts: [string, string][] = [["model=nope", `model=${name}`]];
  return sendReply(exchange, withTexts(own.get("chat-unknown-model"), texts));
}

function refuse(exchange: Exchange, options: LitellmOptions): Promise<void> | void {
  const own = recording("litellm");
  const key = exchange.headers["authorization"]?.replace("Bearer ", "");
  if (key === undefined && options.failsWithoutKey === true) {
    return replayAsIs(exchange, own, "no-key-v1-models");
  } else if (key === undefined) {
    DIALECT.unauthorized(exchange);
  } else if (!key.startsWith("sk-")) {
    const message = `Authentication Error, LiteLLM Virtual Key expected. Received=${key}, expected to start with 'sk-'.`;
    exchange.json(401, authError(message));
  } else if (options.database) {
    exchange.json(401, authError("Authentication Error, Invalid proxy server token passed."));
  } else {
    return replayAsIs(exchange, own, "wrong-key-models");
  }
}

function row(model: EmulatedModel, { declaredContext }: LitellmOptions): JsonObject {
  const { max_input_tokens: _, ...plain } = firstRow(recording("litellm"));
  const declared = declaredContext == null ? {} : { max_input_tokens: declaredContext };
  return { ...plain, id: model.id, ...declared };
}

function infoRow(model: EmulatedModel, options: LitellmOptions): JsonObject {
  const recorded = recording("litellm").get("get-v1-model-info");
  return {
    ...partOf(recorded, ["data", 0]),
    model_name: model.id,
    litellm_params: {
      ...partOf(recorded, ["data", 0, "litellm_params"]),
      model: `hosted_vllm/${model.id}`,
      api_base: options.apiBase ?? "http://user:pass@127.0.0.1:8000/v1",
    },
    model_info: {
      ...partOf(recorded, ["data", 0, "model_info"]),
      max_input_tokens: options.declaredContext ?? null,
      ...(model.type === "embedding" ? { mode: "embedding" } : {}),
      litellm_provider: "hosted_vllm",
      supports_function_calling: model.tools ?? null,
      supports_vision: model.vision ?? null,
    },
  };
}

export const start = () => startEmulator(litellm());
