import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getKey } from "../../src/core/json.ts";
import type { Dialect, EmulatedModel, EmulatorOptions } from "./types.ts";

/** FastAPI's words, which most Python servers share. */
export const FASTAPI: Dialect = {
  headers: { server: "uvicorn" },
  unauthorized: (exchange) => exchange.json(401, { error: "Unauthorized" }, { server: "uvicorn" }),
  unknownRoute: (exchange) => exchange.json(404, { detail: "Not Found" }, { server: "uvicorn" }),
  overflow: (promptTokens, context) => ({
    status: 400,
    body: {
      error: {
        message: `This model's maximum context length is ${context} tokens. However, you requested 1 output tokens and your prompt contains ${promptTokens} input tokens, for a total of ${promptTokens + 1} tokens.`,
        type: "BadRequestError",
        param: "input_tokens",
        code: 400,
      },
    },
  }),
};

/** True when the exchange has the key of the emulator, or none is required. */
export function hasKey(exchange: Exchange, options: EmulatorOptions): boolean {
  if (options.apiKey === undefined) return true;
  const bearer = exchange.headers["authorization"] === `Bearer ${options.apiKey}`;
  return bearer || exchange.headers["x-api-key"] === options.apiKey;
}

export function modelsOf(options: EmulatorOptions): EmulatedModel[] {
  return options.models ?? [{ id: "qwen3-coder-30b" }];
}

/** Tokens allocated to a model: its own, else the emulator's, else 65536; null hides it. */
export function allocated(model: EmulatedModel | undefined, options: EmulatorOptions): number | null {
  if (model?.allocatedContext !== undefined) return model.allocatedContext;
  return options.allocatedContext === undefined ? 65_536 : options.allocatedContext;
}

export function trained(model: EmulatedModel | undefined, options: EmulatorOptions): number | null {
  if (model?.trainedContext !== undefined) return model.trainedContext;
  return options.trainedContext === undefined ? 262_144 : options.trainedContext;
}

/** The model that a request names (by id or alias). */
export function requested(exchange: Exchange, options: EmulatorOptions): EmulatedModel | undefined {
  const id = asString(getKey(exchange.bodyJson, "model"));
  return modelsOf(options).find(
    (model) => model.id === id || (id !== undefined && model.aliases?.includes(id)),
  );
}

export function isInference(exchange: Exchange, basePath = "/v1"): boolean {
  if (exchange.method !== "POST") return false;
  return [`${basePath}/chat/completions`, `${basePath}/responses`].includes(exchange.path);
}
