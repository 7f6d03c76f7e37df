import { countTokens } from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getIn, getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { answerNative } from "./ollama-chat.ts";
import { allocated, isInference, modelsOf, requested, trained } from "./openai.ts";
import { startEmulator } from "./start.ts";
import type { Dialect, EmulatedModel, EmulatorOptions, Profile } from "./types.ts";

export interface OllamaOptions extends EmulatorOptions {
  /** Before 0.30 /api/tags had no capabilities and no context_length. */
  old?: boolean;
  /** Ids that are cloud models. */
  cloud?: string[];
  /** Part of each loaded model that is on the GPU, 0 to 1. */
  gpuShare?: number;
  /** num_ctx of the Modelfile, in /api/show. */
  numCtx?: number;
}

const DIALECT: Dialect = {
  headers: {},
  unauthorized: (exchange) => exchange.json(401, { error: "unauthorized" }),
  unknownRoute: (exchange) => exchange.text(404, "404 page not found"),
  overflow: () => ({
    status: 400,
    body: {
      error: {
        message:
          "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length",
        type: "invalid_request_error",
        param: null,
        code: null,
      },
    },
  }),
};

/** Ollama: the context is known only of loaded models; a prompt that is too long is cut silently. */
export function ollama(given: OllamaOptions = {}): Profile<OllamaOptions> {
  const options: OllamaOptions = { models: [{ id: "qwen3.5:9b" }], ...given };
  return { name: "ollama", options, basePath: "/v1", handle: (exchange) => answer(exchange, options) };
}

async function answer(exchange: Exchange, options: OllamaOptions): Promise<void> {
  const { method, path } = exchange;
  const models = modelsOf(options);
  const route = `${method} ${path}`;
  if (route === "GET /") return exchange.text(200, "Ollama is running");
  if (route === "GET /api/version") return exchange.json(200, { version: options.version ?? "0.33.0" });
  if (route === "GET /api/tags") {
    return exchange.json(200, { models: models.map((model) => tagRow(model, options)) });
  }
  if (route === "GET /api/ps") {
    const loaded = models.filter((model) => model.loaded ?? true);
    return exchange.json(200, { models: loaded.map((model) => psRow(model, options)) });
  }
  if (route === "GET /v1/models") {
    const row = (id: string) => ({ id, object: "model", created: 1762000000, owned_by: "library" });
    return exchange.json(200, { object: "list", data: models.map((model) => row(model.id)) });
  }
  if (route === "POST /api/show") return show(exchange, options);
  if (route === "POST /api/chat") return chat(exchange, options);
  if (!isInference(exchange)) return DIALECT.unknownRoute(exchange);
  const model = requested(exchange, options);
  if (!model) {
    const error = { message: "model not found", type: "not_found_error", param: null, code: null };
    return exchange.json(404, { error });
  }
  await answerInference(truncated(exchange, allocated(model, options)), options, DIALECT, {
    model: model.id,
    context: null,
  });
}

function chat(exchange: Exchange, options: OllamaOptions): Promise<void> | void {
  const name = asString(getKey(exchange.bodyJson, "model"));
  const model = modelsOf(options).find((one) => one.id === name);
  if (!model) return exchange.json(404, { error: `model '${name}' not found` });
  const asked = getIn(exchange.bodyJson, ["options", "num_ctx"]);
  return answerNative(exchange, options, typeof asked === "number" ? asked : allocated(model, options));
}

/** Ollama drops the oldest messages until the prompt fits, and answers 200. */
function truncated(exchange: Exchange, context: number | null): Exchange {
  if (context === null || countTokens(exchange.body) <= context) return exchange;
  return { ...exchange, body: exchange.body.slice(-context * 4) };
}

function details(model: EmulatedModel, options: OllamaOptions): JsonObject {
  const size = model.parameters === undefined ? {} : { parameter_size: model.parameters };
  const base = {
    parent_model: "",
    format: "gguf",
    family: "qwen35",
    quantization_level: "Q4_K_M",
    ...size,
  };
  return options.old ? base : { ...base, context_length: trained(model, options), embedding_length: 4096 };
}

function capabilities(model: EmulatedModel): string[] {
  if (model.type === "embedding") return ["embedding"];
  const more = [model.tools === false ? "" : "tools", model.vision ? "vision" : ""];
  return ["completion", ...more.filter((name) => name !== "")];
}

function tagRow(model: EmulatedModel, options: OllamaOptions): JsonObject {
  const cloud = options.cloud?.includes(model.id);
  return {
    name: model.id,
    model: model.id,
    modified_at: "2026-11-01T10:00:00Z",
    size: 6_600_000_000,
    digest: "6488c9",
    details: details(model, options),
    ...(options.old ? {} : { capabilities: capabilities(model) }),
    ...(cloud ? { remote_model: model.id, remote_host: "https://ollama.com:443" } : {}),
    ...model.row,
  };
}

function psRow(model: EmulatedModel, options: OllamaOptions): JsonObject {
  const size = 8_000_000_000;
  return {
    name: model.id,
    model: model.id,
    size,
    digest: "6488c9",
    details: details(model, options),
    expires_at: "2026-11-20T12:00:00Z",
    size_vram: Math.round(size * (options.gpuShare ?? 1)),
    context_length: allocated(model, options),
  };
}

function show(exchange: Exchange, options: OllamaOptions): void {
  const name = asString(getKey(exchange.bodyJson, "model"));
  const model = modelsOf(options).find((one) => one.id === name);
  if (!model) {
    exchange.json(404, { error: `model '${name}' not found` });
    return;
  }
  exchange.json(200, {
    parameters: options.numCtx === undefined ? "" : `num_ctx                        ${options.numCtx}`,
    template: "{{ .Prompt }}",
    details: details(model, options),
    model_info: { "general.architecture": "qwen35", "qwen35.context_length": trained(model, options) },
    capabilities: capabilities(model),
  });
}

export const start = () => startEmulator(ollama());
