import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { FASTAPI, hasKey, isInference, modelsOf, requested } from "./openai.ts";
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
  const { method, path } = exchange;
  if (path === "/health/liveliness" || path === "/health/liveness") return exchange.json(200, "I'm alive!");
  if (path === "/health/readiness") {
    const version = options.version ?? "1.83.2";
    return exchange.json(200, { status: "healthy", db: "Not connected", litellm_version: version });
  }
  if (!hasKey(exchange, options)) return refuse(exchange, options);
  const models = modelsOf(options);
  if (method === "GET" && (path === "/v1/models" || path === "/models")) {
    const row = (id: string) => ({ id, object: "model", created: 1677610602, owned_by: "openai" });
    return exchange.json(200, { data: models.map((model) => row(model.id)), object: "list" });
  }
  if (method === "GET" && (path === "/v1/model/info" || path === "/model/info")) {
    return exchange.json(200, { data: models.map((model) => infoRow(model, options)) });
  }
  // its routes exist with and without /v1
  if (!isInference(exchange) && !isInference(exchange, "")) return DIALECT.unknownRoute(exchange);
  const model = requested(exchange, options);
  if (!model) {
    const message =
      "/chat/completions: Invalid model name passed in model=x. Call `/v1/models` to view available models for your key.";
    return exchange.json(400, { error: { message, type: null, param: null, code: "400" } });
  }
  const context = model.allocatedContext ?? options.allocatedContext ?? null;
  await answerInference(exchange, options, DIALECT, { model: model.id, context });
}

function refuse(exchange: Exchange, options: LitellmOptions): void {
  const key = exchange.headers["authorization"]?.replace("Bearer ", "");
  if (key === undefined && options.failsWithoutKey === true) {
    exchange.text(500, "Internal Server Error");
  } else if (key === undefined) {
    DIALECT.unauthorized(exchange);
  } else if (!key.startsWith("sk-")) {
    const message = `Authentication Error, LiteLLM Virtual Key expected. Received=${key}, expected to start with 'sk-'.`;
    exchange.json(401, authError(message));
  } else if (options.database) {
    exchange.json(401, authError("Authentication Error, Invalid proxy server token passed."));
  } else {
    const error = { message: "No connected db.", type: "no_db_connection", param: null, code: "400" };
    exchange.json(400, { error });
  }
}

function infoRow(model: EmulatedModel, options: LitellmOptions): JsonObject {
  return {
    model_name: model.id,
    litellm_params: {
      model: `hosted_vllm/${model.id}`,
      api_base: options.apiBase ?? "http://user:pass@127.0.0.1:8000/v1",
    },
    model_info: {
      id: "3f9c",
      db_model: false,
      max_tokens: null,
      max_input_tokens: options.declaredContext ?? null,
      max_output_tokens: null,
      mode: model.type === "embedding" ? "embedding" : "chat",
      litellm_provider: "hosted_vllm",
      supports_function_calling: model.tools ?? null,
      supports_vision: model.vision ?? null,
    },
  };
}

export const start = () => startEmulator(litellm());
