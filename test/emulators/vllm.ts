import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, hasKey, isInference, modelsOf, requested } from "./openai.ts";
import { startEmulator } from "./start.ts";
import type { EmulatedModel, EmulatorOptions, Profile } from "./types.ts";

export interface VllmOptions extends EmulatorOptions {
  /** Error envelope up to v0.10.0. */
  flatErrors?: boolean;
  /** Name of a LoRA adapter to list. */
  lora?: string;
}

/** vLLM: rows with max_model_len and permission, /version open, only /v1 guarded. */
export function vllm(options: VllmOptions = {}): Profile<VllmOptions> {
  return {
    name: "vllm",
    options,
    basePath: "/v1",
    handle: (exchange) => answer(exchange, options),
  };
}

async function answer(exchange: Exchange, options: VllmOptions): Promise<void> {
  const { method, path } = exchange;
  if (path === "/version") {
    return exchange.json(200, { version: options.version ?? "0.21.0" }, FASTAPI.headers);
  }
  if (path.startsWith("/v1/") && !hasKey(exchange, options)) return FASTAPI.unauthorized(exchange);
  if (method === "GET" && path === "/v1/models") {
    const data = modelsOf(options).flatMap((model) => rows(model, options));
    if (options.lora) data.push(loraRow(options));
    return exchange.json(200, { object: "list", data }, FASTAPI.headers);
  }
  if (!isInference(exchange)) return FASTAPI.unknownRoute(exchange);
  const model = requested(exchange, options);
  if (!model) return unknownModel(exchange, options);
  await answerInference(exchange, options, FASTAPI, {
    model: model.id,
    context: allocated(model, options),
  });
}

function permission(): JsonObject[] {
  return [{ id: "modelperm-9f", object: "model_permission", created: 1795200000, is_blocking: false }];
}

function rows(model: EmulatedModel, options: VllmOptions): JsonObject[] {
  return [model.id, ...(model.aliases ?? [])].map((id) => ({
    id,
    object: "model",
    created: 1795200000,
    owned_by: "vllm",
    root: `Org/${model.id}`,
    parent: null,
    max_model_len: allocated(model, options),
    permission: permission(),
    ...model.row,
  }));
}

function loraRow(options: VllmOptions): JsonObject {
  const parent = modelsOf(options)[0]?.id ?? null;
  const id = options.lora ?? "lora";
  const base = { id, object: "model", created: 1795200000, owned_by: "vllm", root: "/adapters/a" };
  return { ...base, parent, max_model_len: null, permission: permission() };
}

function unknownModel(exchange: Exchange, options: VllmOptions): void {
  const error = { message: "The model does not exist.", type: "NotFoundError", param: "model", code: 404 };
  exchange.json(404, options.flatErrors ? { object: "error", ...error } : { error }, FASTAPI.headers);
}

export const start = () => startEmulator(vllm());
