import type { Exchange, RecordedRequest } from "../../src/commands/demo/tiny-server.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, hasKey, isInference, modelsOf, requested, trained } from "./openai.ts";
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
  /** --ctx-size in the router's status.args. */
  argsContext?: number;
}

const HEADERS = { server: "llama.cpp", "access-control-allow-origin": "" };

const DIALECT: Dialect = {
  headers: HEADERS,
  unauthorized: (exchange) => fail(exchange, 401, "Invalid API Key", "authentication_error"),
  unknownRoute: (exchange) => fail(exchange, 404, "File Not Found", "not_found_error"),
  overflow: (promptTokens, context) => ({
    status: 400,
    body: {
      error: {
        code: 400,
        message: `request (${promptTokens} tokens) exceeds the available context size (${context} tokens), try increasing it`,
        type: "exceed_context_size_error",
        n_prompt_tokens: promptTokens,
        n_ctx: context,
      },
    },
  }),
};

function fail(exchange: Exchange, code: number, message: string, type: string): void {
  exchange.json(code, { error: { message, type, code } }, HEADERS);
}

/** llama-server, bodies as measured on 0.7.0 (b11669). */
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

async function answer(exchange: Exchange, options: LlamaCppOptions): Promise<void> {
  const { method, path } = exchange;
  if (options.loading) return fail(exchange, 503, "Loading model", "unavailable_error");
  if (path === "/health" || path === "/v1/health") return exchange.json(200, { status: "ok" }, HEADERS);
  if (!hasKey(exchange, options)) return DIALECT.unauthorized(exchange);
  const router = options.mode === "router";
  if (method === "GET" && (path === "/v1/models" || path === "/models")) {
    return exchange.json(200, router ? routerList(options) : singleList(options), HEADERS);
  }
  if (method === "GET" && path === "/props") {
    if (router && exchange.params.has("model"))
      return fail(exchange, 400, "model is not loaded", "invalid_request_error");
    return exchange.json(200, router ? routerProps(options) : props(options), HEADERS);
  }
  if (!isInference(exchange) && !isInference(exchange, "")) return DIALECT.unknownRoute(exchange);
  // single mode answers any name with the model that it has
  const model = requested(exchange, options) ?? (router ? undefined : modelsOf(options)[0]);
  if (!model) return fail(exchange, 400, "model not found", "invalid_request_error");
  const context = router ? (options.argsContext ?? allocated(model, options)) : allocated(model, options);
  const own = { responses: "no-index" as const, ...options };
  await answerInference(exchange, own, DIALECT, { model: model.id, context });
}

function singleList(options: LlamaCppOptions): JsonObject {
  const models = modelsOf(options);
  return {
    models: models.map(({ id }) => ({
      name: id,
      model: id,
      capabilities: ["completion"],
      details: { format: "gguf" },
    })),
    object: "list",
    data: models.map((model) => singleRow(model, options)),
  };
}

function singleRow(model: EmulatedModel, options: LlamaCppOptions): JsonObject {
  const base = { id: model.id, object: "model", created: 1795221528, owned_by: "llamacpp" };
  const meta = { vocab_type: 2, n_vocab: 151936, n_ctx_train: trained(model, options), size: 18_556_684_288 };
  if (options.oldBuild) return { ...base, meta, ...model.row };
  return {
    ...base,
    aliases: [model.id, ...(model.aliases ?? [])],
    tags: [],
    architecture: {
      input_modalities: model.vision ? ["text", "image"] : ["text"],
      output_modalities: ["text"],
    },
    meta: { ...meta, n_ctx: allocated(model, options), ftype: "Q4_K - Medium" },
    ...model.row,
  };
}

function props(options: LlamaCppOptions): JsonObject {
  const model = modelsOf(options)[0];
  const tools = options.templateTools ?? true;
  return {
    default_generation_settings: { params: {}, n_ctx: allocated(model, options) },
    total_slots: options.slots ?? 4,
    model_alias: model?.id ?? "",
    model_ftype: "Q4_K - Medium",
    model_path: "/home/someone/secret/model.gguf",
    modalities: { vision: model?.vision ?? false, audio: false, video: false },
    chat_template: "{{ messages }}",
    chat_template_caps: { supports_tools: tools, supports_tool_calls: tools, supports_system_role: true },
    build_info: options.version ?? "b11669-Debian",
    is_sleeping: options.sleeping ?? false,
  };
}

function routerProps(options: LlamaCppOptions): JsonObject {
  return {
    role: "router",
    max_instances: 4,
    models_autoload: true,
    model_alias: "llama-server",
    model_path: "none",
    default_generation_settings: { params: null, n_ctx: 0 },
    build_info: options.version ?? "b11669-Debian",
  };
}

function routerList(options: LlamaCppOptions): JsonObject {
  return { object: "list", data: modelsOf(options).map((model) => routerRow(model, options)) };
}

function routerRow(model: EmulatedModel, options: LlamaCppOptions): JsonObject {
  const failed = options.failed?.includes(model.id) ?? false;
  const loaded = !failed && (model.loaded ?? false);
  const size = options.argsContext === undefined ? [] : ["--ctx-size", String(options.argsContext)];
  const args = ["llama-server", "--host", "127.0.0.1", "--model", "/home/someone/secret/model.gguf", ...size];
  const status: JsonObject = { value: loaded ? "loaded" : "unloaded", args, preset: `[${model.id}]\n` };
  if (failed) Object.assign(status, { failed: true, exit_code: 1 });
  const meta = {
    n_ctx: options.argsContext ?? allocated(model, options),
    n_ctx_train: trained(model, options),
  };
  return {
    id: model.id,
    aliases: model.aliases ?? [],
    tags: [],
    object: "model",
    owned_by: "llamacpp",
    created: 1795221565,
    status,
    source: "models_dir",
    // the trained length, even while --ctx-size is in force (measured)
    context_length: trained(model, options),
    ...(loaded ? { meta } : {}),
    ...model.row,
  };
}

export const start = () => startEmulator(llamacpp());
