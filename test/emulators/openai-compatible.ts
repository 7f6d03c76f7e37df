import type { Json, JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, hasKey, isInference, modelsOf, requested } from "./openai.ts";
import { startEmulator } from "./start.ts";
import type { Dialect, EmulatedModel, EmulatorOptions, Profile } from "./types.ts";

export interface GenericOptions extends EmulatorOptions {
  /** `owned_by` of each row; null leaves it out. */
  ownedBy?: string | null;
  server?: string;
  /** Bodies of further GET routes. */
  routes?: Record<string, Json>;
  /** The path of its API. */
  basePath?: string;
  /** More headers. */
  headers?: Record<string, string>;
  /** Further routes for POST only. */
  postRoutes?: readonly string[];
  /** A GET of a POST route gets 405, as from FastAPI; else 404. */
  fastapi?: boolean;
  /** Unknown names are answered by the first model. */
  anyModel?: boolean;
}

/** Any OpenAI-compatible server without peculiarities: NIM, TensorRT-LLM, oMLX, ds4, llama-cpp-python, … */
export function generic(options: GenericOptions = {}): Profile<GenericOptions> {
  const basePath = options.basePath ?? "/v1";
  const dialect: Dialect = {
    ...FASTAPI,
    headers: { server: options.server ?? "uvicorn", ...options.headers },
  };
  return {
    name: `generic (${options.ownedBy ?? "no owner"})`,
    options,
    basePath,
    // some of TensorRT-LLM, NIM and unknown servers generate or bill for it
    forbids: ({ path }) => (path === "/health" ? "asks an unidentified server for its health" : null),
    handle: async (exchange) => {
      const extra = options.routes?.[exchange.path];
      if (exchange.method === "GET" && extra !== undefined) return exchange.json(200, extra, dialect.headers);
      if (!hasKey(exchange, options)) return dialect.unauthorized(exchange);
      if (exchange.method === "GET" && exchange.path === `${basePath}/models`) {
        const data = modelsOf(options).map((model) => genericRow(model, options));
        return exchange.json(200, { object: "list", data }, dialect.headers);
      }
      if (options.fastapi && exchange.method === "GET" && isPostRoute(exchange.path, basePath, options)) {
        return exchange.json(405, { detail: "Method Not Allowed" }, dialect.headers);
      }
      if (!isInference(exchange, basePath)) return dialect.unknownRoute(exchange);
      const model = requested(exchange, options) ?? (options.anyModel ? modelsOf(options)[0] : undefined);
      if (!model) {
        const error = { message: "The model does not exist.", type: "NotFoundError", code: 404 };
        return exchange.json(404, { error }, dialect.headers);
      }
      const served = { model: model.id, context: allocated(model, options) };
      await answerInference(exchange, options, dialect, served);
    },
  };
}

function isPostRoute(path: string, basePath: string, options: GenericOptions): boolean {
  const { responses, postRoutes = [] } = options;
  return (
    postRoutes.includes(path) ||
    path === `${basePath}/chat/completions` ||
    (path === `${basePath}/responses` && responses !== "missing")
  );
}

function genericRow(model: EmulatedModel, options: GenericOptions): JsonObject {
  const owner: JsonObject = options.ownedBy === null ? {} : { owned_by: options.ownedBy ?? "someone" };
  return { id: model.id, object: "model", created: 1795200000, ...owner, ...model.row };
}

export const start = () => startEmulator(generic());
