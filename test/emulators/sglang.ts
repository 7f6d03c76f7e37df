import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getKey, type JsonObject, parseJson } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, hasKey, isInference, modelsOf } from "./openai.ts";
import { startEmulator } from "./start.ts";
import type { Dialect, EmulatorOptions, Profile } from "./types.ts";

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

const DIALECT: Dialect = {
  ...FASTAPI,
  overflow: (promptTokens, context) => ({
    status: 400,
    body: {
      object: "error",
      message: `The input (${promptTokens} tokens) is longer than the model's context length (${context} tokens).`,
      type: "BadRequestError",
      param: null,
      code: 400,
    },
  }),
};

/** SGLang, which poses as Ollama on / and /api/tags; /health generates a token. */
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
  const route = `${exchange.method} ${exchange.path}`;
  if (!hasKey(exchange, options)) return DIALECT.unauthorized(exchange);
  const model = modelsOf(options)[0];
  const id = model?.id ?? "none";
  if (route === "GET /") return exchange.json(200, "Ollama is running");
  if (route === "GET /api/tags") {
    const row = { name: id, model: id, digest: "sha256:sglang000", details: { format: "sglang" } };
    return exchange.json(200, { models: [row] });
  }
  if (route === "GET /v1/models") {
    const row = { id, object: "model", created: 1795200000, owned_by: "sglang", root: id, parent: null };
    const data = [{ ...row, max_model_len: allocated(model, options), ...model?.row }];
    return exchange.json(200, { object: "list", data }, DIALECT.headers);
  }
  if (route === "GET /model_info" || route === "GET /get_model_info") {
    return exchange.json(200, {
      model_path: "/home/someone/model",
      tokenizer_path: "/home/someone/model",
      is_generation: options.generation ?? true,
      has_image_understanding: model?.vision ?? false,
      model_type: "qwen3_moe",
    });
  }
  if (route === "GET /server_info") {
    return exchange.json(200, {
      api_key: options.apiKey ?? null,
      admin_api_key: "admin-secret",
      context_length: null,
      tool_call_parser: options.toolParser === undefined ? "qwen25" : options.toolParser,
      max_req_input_len: options.maxInput ?? 65_530,
      max_total_num_tokens: 400_000,
      version: options.version ?? "0.6.1",
      ...options.info,
    });
  }
  if (!isInference(exchange)) return DIALECT.unknownRoute(exchange);
  if (options.starting) {
    const error = { object: "error", message: "The server is starting.", type: "ServiceUnavailableError" };
    return exchange.json(503, { ...error, param: null, code: 503 }, DIALECT.headers);
  }
  const asked = asString(getKey(parseJson(exchange.body), "model")) ?? "";
  const adapter = asked.includes(":") && asked !== id ? asked.slice(asked.indexOf(":") + 1) : "";
  if (adapter !== "") {
    const message = `LoRA adapter '${adapter}' was requested, but LoRA is not enabled. Please launch the server with --enable-lora flag`;
    const error = { object: "error", message, type: "BadRequestError", param: null, code: 400 };
    return exchange.json(400, error, DIALECT.headers);
  }
  const own: SglangOptions = options.toolParser === null ? { ...options, chat: "tool-as-text" } : options;
  await answerInference(exchange, own, DIALECT, { model: id, context: allocated(model, options) });
}

export const start = () => startEmulator(sglang());
