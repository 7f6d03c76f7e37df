import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, hasKey, isInference, modelsOf, requested } from "./openai.ts";
import { startEmulator } from "./start.ts";
import type { Dialect, EmulatorOptions, Profile } from "./types.ts";

export interface MlxOptions extends EmulatorOptions {
  product?: "mlx-lm" | "mlx-vlm";
}

/** mlx_lm.server (no owner, no context, no Responses, no keys) and mlx_vlm's server. */
export function mlx(options: MlxOptions = {}): Profile<MlxOptions> {
  const vlm = options.product === "mlx-vlm";
  const server = vlm ? "mlx_vlm/0.6.15" : "BaseHTTP/0.6 Python/3.13.1";
  const dialect: Dialect = {
    ...FASTAPI,
    headers: { server },
    unauthorized: (exchange) =>
      exchange.json(401, { detail: "Invalid API key" }, { server, "www-authenticate": "Bearer" }),
    unknownRoute: (exchange) =>
      exchange.text(404, "Not Found", { server, "content-type": "application/json" }),
  };
  return {
    name: options.product ?? "mlx-lm",
    options,
    basePath: "/v1",
    handle: (exchange) => answer(exchange, options, dialect, vlm),
  };
}

async function answer(
  exchange: Exchange,
  options: MlxOptions,
  dialect: Dialect,
  vlm: boolean,
): Promise<void> {
  const route = `${exchange.method} ${exchange.path}`;
  const chunked = exchange.headers["transfer-encoding"] !== undefined;
  if (exchange.method === "POST" && chunked && !vlm) return exchange.text(411, "Length Required");
  if (vlm && !hasKey(exchange, options)) return dialect.unauthorized(exchange);
  if (route === "GET /v1/models") {
    const data = modelsOf(options).map(({ id }) => ({ id, object: "model", created: 1795200000 }));
    return exchange.json(200, { object: "list", data }, dialect.headers);
  }
  const model = modelsOf(options)[0];
  if (route === "GET /health") {
    if (!vlm) return exchange.json(200, { status: "ok" }, dialect.headers);
    return exchange.json(
      200,
      {
        status: "healthy",
        loaded_model: model?.id ?? null,
        loaded_models: model ? [model.id] : [],
        effective_context_limit: allocated(model, options),
        configured_context_limit: allocated(model, options),
        loaded_tool_parser: "qwen3_coder",
      },
      dialect.headers,
    );
  }
  const responses = exchange.path.endsWith("/responses");
  if (!isInference(exchange) || (responses && !vlm)) return dialect.unknownRoute(exchange);
  const wanted = requested(exchange, options);
  if (!wanted) {
    return exchange.json(
      404,
      { error: "Repository Not Found for url: https://example.invalid" },
      dialect.headers,
    );
  }
  await answerInference(exchange, options, dialect, { model: wanted.id, context: null });
}

export const start = () => startEmulator(mlx());
