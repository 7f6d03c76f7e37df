import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { getKey } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, hasKey, isInference, modelsOf, requested } from "./openai.ts";
import { startEmulator } from "./start.ts";
import type { Dialect, EmulatorOptions, Profile } from "./types.ts";

export interface MlxOptions extends EmulatorOptions {
  product?: "mlx-lm" | "mlx-vlm";
  /** mlx-lm without a Hugging Face cache: its list is an empty body. */
  noCache?: boolean;
  /** Of mlx-vlm: true: it was started without --max-kv-size, and the model's config has no text_config. */
  unlimited?: boolean;
  /** Of mlx-vlm: what GET /v1/settings tells besides the limit. */
  settings?: Record<string, string | number>;
}

/** mlx_lm.server (no owner, no context, no Responses, no keys) and mlx_vlm's server. */
export function mlx(options: MlxOptions = {}): Profile<MlxOptions> {
  const vlm = options.product === "mlx-vlm";
  const server = vlm ? "mlx_vlm/0.7.10" : "BaseHTTP/0.6 Python/3.13.1";
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
  const model = modelsOf(options)[0];
  if (exchange.method === "GET" && (vlm ? /^(?:\/v1)?\/models$/ : /^\/v1\/models/).test(exchange.path)) {
    if (options.noCache)
      return exchange.text(200, "", { ...dialect.headers, "content-type": "application/json" });
    const data = modelsOf(options).map(({ id }) => {
      const row = { id, object: "model", created: 1795200000 };
      return vlm ? { ...row, loaded: id === model?.id } : row;
    });
    return exchange.json(200, { object: "list", data }, dialect.headers);
  }
  const limit = options.unlimited ? null : allocated(model, options);
  if (route === "GET /health" && !vlm) return exchange.json(200, { status: "ok" }, dialect.headers);
  if (route === "GET /health")
    return exchange.json(200, vlmHealth(model?.id ?? null, limit), dialect.headers);
  if (vlm && route === "GET /v1/settings") {
    const current = { kv_bits: null, kv_quant_scheme: "uniform", max_kv_size: limit, ...options.settings };
    return exchange.json(200, { schema: [], current }, dialect.headers);
  }
  const responses = exchange.path.endsWith("/responses");
  if (!isInference(exchange) || (responses && !vlm)) return dialect.unknownRoute(exchange);
  const isDefault = !vlm && getKey(exchange.bodyJson, "model") === "default_model";
  const wanted = isDefault ? model : requested(exchange, options);
  if (!wanted) {
    const why =
      "Cannot find an appropriate cached snapshot folder for the specified revision on the local disk";
    return vlm
      ? exchange.json(400, { detail: `Failed to load model: ${why}` }, dialect.headers)
      : exchange.json(404, { error: why }, dialect.headers);
  }
  await answerInference(exchange, options, dialect, { model: wanted.id, context: null });
}

function vlmHealth(id: string | null, limit: number | null) {
  const group = { model: id, adapter: null, model_kind: "text_generation" };
  return {
    status: "healthy",
    loaded_model: id,
    loaded_adapter: null,
    loaded_models: id === null ? {} : { text_generation: group },
    loaded_context_size: null,
    configured_context_limit: limit,
    effective_context_limit: limit,
    loaded_tool_parser: "json_tools",
    continuous_batching_enabled: true,
    apc_enabled: false,
  };
}

export const start = () => startEmulator(mlx());
