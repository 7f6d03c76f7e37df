import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { getKey } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, isInference, modelsOf, requested } from "./openai.ts";
import {
  firstRow,
  inScene,
  partOf,
  type Recording,
  recording,
  sure,
  withBody,
} from "./recorded/recording.ts";
import { refuseKey, replayAsIs, replayPath, sendReply } from "./recorded/replay.ts";
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
  return {
    name: options.product ?? "mlx-lm",
    options,
    basePath: "/v1",
    handle: (exchange) => (vlm ? answerVlm(exchange, options) : answerLm(exchange, options)),
  };
}

function dialectOf(own: Recording): Dialect {
  const { server = "" } = own.get("get-health")?.headers ?? {};
  return {
    ...FASTAPI,
    headers: { server },
    unknownRoute: (exchange) => replayAsIs(exchange, own, "unknown-path-post"),
  };
}

async function answerLm(exchange: Exchange, options: MlxOptions): Promise<void> {
  const own = recording("mlx-lm");
  const { method, path } = exchange;
  const model = modelsOf(options)[0];
  const scene = { model: model?.id ?? "none", context: null };
  if (method === "POST" && exchange.headers["transfer-encoding"] !== undefined) {
    return exchange.text(411, "Length Required");
  }
  // it lists whatever is asked for
  if (method === "GET" && /^\/v1\/models(\/|$)/.test(path)) {
    if (options.noCache)
      return sendReply(exchange, { ...sure(own, "get-v1-models"), body: undefined, text: "" });
    const row = firstRow(own);
    const data = modelsOf(options).map(({ id }) => ({ ...row, id }));
    return sendReply(exchange, withBody(own.get("get-v1-models"), { object: "list", data }));
  }
  if (!isInference(exchange) || path.endsWith("/responses")) return replayPath(exchange, own, scene);
  const asked = getKey(exchange.bodyJson, "model") ?? DEFAULT;
  const wanted = asked === DEFAULT ? DEFAULT : requested(exchange, options)?.id;
  if (wanted === undefined) return replayAsIs(exchange, own, "chat-unknown-model");
  const served = { model: wanted, context: null, recording: own };
  await answerInference(exchange, options, dialectOf(own), served);
}

/** The name of the model that mlx_lm.server was started with, to it. */
const DEFAULT = "default_model";

async function answerVlm(exchange: Exchange, options: MlxOptions): Promise<void> {
  const { method, path } = exchange;
  const model = modelsOf(options)[0];
  const context = options.unlimited ? null : allocated(model, options);
  const own = recording("mlx-vlm");
  const usual = context === null ? recording("mlx-vlm", "-no-limit") : own;
  const scene = { model: model?.id ?? "none", context, version: options.version };
  if (await refuseKey(exchange, own, options, scene)) return;
  if (method === "GET" && (path === "/v1/models" || path === "/models")) {
    const row = firstRow(own);
    const data = modelsOf(options).map(({ id, loaded = id === model?.id }) => ({ ...row, id, loaded }));
    return sendReply(
      exchange,
      withBody(inScene(sure(own, "get-v1-models"), own, scene), { object: "list", data }),
    );
  }
  if (method === "GET" && path === "/v1/settings") {
    const reply = inScene(sure(usual, "get-v1-settings"), usual, scene);
    const current = { ...partOf(reply, ["current"]), ...options.settings };
    return sendReply(exchange, withBody(reply, { ...partOf(reply, []), current }));
  }
  if (!isInference(exchange)) return replayPath(exchange, usual, scene);
  if (getKey(exchange.bodyJson, "model") === undefined) return replayAsIs(exchange, own, "chat-no-model");
  const wanted = requested(exchange, options);
  if (!wanted) return replayAsIs(exchange, own, "chat-unknown-model");
  await answerInference(exchange, options, dialectOf(own), { model: wanted.id, context, recording: own });
}

export const start = () => startEmulator(mlx());
