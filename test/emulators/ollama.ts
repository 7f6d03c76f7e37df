import { countTokens } from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getIn, getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { answerNative } from "./ollama-chat.ts";
import { allocated, isInference, modelsOf, requested, trained } from "./openai.ts";
import { firstRow, partOf, recording, withBody, withTexts } from "./recorded/recording.ts";
import { replayAsIs, replayPath, sendReply } from "./recorded/replay.ts";
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
  /** What comes of a request without a prompt, which only loads. */
  loads?: "as-asked" | "no-memory" | "hangs" | "cuts";
  /** What comes of a pull. */
  pulls?: "as-asked" | "unknown" | "hangs" | "cuts";
}

const MODEL_FILE = "/home/someone/.ollama/models/blobs/sha256-0f2a2e";

const DIALECT: Dialect = {
  headers: {},
  unauthorized: (exchange) => exchange.json(401, { error: "unauthorized" }),
  unknownRoute: (exchange) => replayAsIs(exchange, recording("ollama"), "unknown-path-post"),
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
  const own = recording("ollama");
  const models = modelsOf(options);
  const scene = { model: models[0]?.id ?? "none", context: allocated(models[0], options) };
  switch (`${exchange.method} ${exchange.path}`) {
    case "GET /api/version":
      return exchange.json(200, { version: versionOf(options) });
    case "GET /api/tags":
      return sendList(
        exchange,
        "get-api-tags",
        models.map((model) => tagRow(model, options)),
      );
    case "GET /api/ps": {
      const loaded = models.filter((model) => model.loaded ?? true);
      return sendList(
        exchange,
        "get-api-ps",
        loaded.map((model) => psRow(model, options)),
      );
    }
    case "GET /v1/models": {
      const data = models.length === 0 ? null : models.map(({ id }) => ({ ...firstRow(own), id }));
      return sendReply(exchange, withBody(own.get("get-v1-models"), { object: "list", data }));
    }
    case "POST /api/show":
      return show(exchange, options);
    case "POST /api/chat":
      return chat(exchange, options);
    case "POST /api/generate":
      return generate(exchange, options);
    case "POST /api/pull":
      return pull(exchange, options);
  }
  if (!isInference(exchange)) return replayPath(exchange, own, scene);
  if (getKey(exchange.bodyJson, "model") === undefined) {
    return replayAsIs(exchange, own, "chat-no-model");
  }
  const model = requested(exchange, options);
  if (!model) return unknownModel(exchange, "chat-unknown-model");
  const served = { model: model.id, context: null, recording: own };
  await answerInference(truncated(exchange, allocated(model, options)), options, DIALECT, served);
}

/** The recorded release is an old one by its lists; what newer ones add is known from their source. */
function versionOf(options: OllamaOptions): string {
  return options.version ?? (options.old ? recording("ollama").version : "0.33.0");
}

function sendList(exchange: Exchange, name: string, models: JsonObject[]): Promise<void> {
  return sendReply(exchange, withBody(recording("ollama").get(name), { models }));
}

function unknownModel(exchange: Exchange, name: string): Promise<void> {
  const asked = asString(getKey(exchange.bodyJson, "model"));
  return sendReply(exchange, withTexts(recording("ollama").get(name), [["'nope'", `'${asked}'`]]));
}

function chat(exchange: Exchange, options: OllamaOptions): Promise<void> {
  const name = asString(getKey(exchange.bodyJson, "model"));
  const model = modelsOf(options).find((one) => one.id === name);
  if (!model) return unknownModel(exchange, "api-chat-unknown-model");
  const asked = getIn(exchange.bodyJson, ["options", "num_ctx"]);
  return answerNative(exchange, options, typeof asked === "number" ? asked : allocated(model, options));
}

/** Only what has no prompt: it loads (docs/api.md, "Load a model"). A model has one context at a time. */
async function generate(
  exchange: Exchange,
  { loads = "as-asked", models = [] }: OllamaOptions,
): Promise<void> {
  const name = asString(getKey(exchange.bodyJson, "model"));
  const model = models.find((one) => one.id === name);
  if (!model) return unknownModel(exchange, "api-chat-unknown-model");
  if (loads === "hangs") return;
  if (loads === "cuts") return exchange.cut();
  if (loads === "no-memory") {
    model.loaded = false;
    const error = "model requires more system memory (40.2 GiB) than is available (12.1 GiB)";
    return exchange.json(500, { error });
  }
  const asked = getIn(exchange.bodyJson, ["options", "num_ctx"]);
  model.loaded = true;
  if (typeof asked === "number") model.allocatedContext = asked;
  const created_at = "2026-11-30T12:00:00.000000000Z";
  exchange.json(200, { model: model.id, created_at, response: "", done: true, done_reason: "load" });
}

/** A line of JSON for each step (docs/api.md, "Pull a model"). */
async function pull(exchange: Exchange, options: OllamaOptions): Promise<void> {
  const name = asString(getKey(exchange.bodyJson, "model")) ?? "";
  const { pulls = "as-asked", models = [] } = options;
  exchange.open(200, { "content-type": "application/x-ndjson" });
  const line = (event: JsonObject) => exchange.write(`${JSON.stringify(event)}\n`);
  await line({ status: "pulling manifest" });
  if (pulls === "unknown") {
    await line({ error: "pull model manifest: file does not exist" });
    return exchange.end();
  }
  const part = { digest: "sha256:1e2", total: 4_000_000_000 };
  await line({ status: "pulling 1e2", ...part });
  await line({ status: "pulling 1e2", ...part, completed: 1_000_000_000 });
  if (pulls === "hangs") return;
  if (pulls === "cuts") return exchange.cut();
  await line({ status: "pulling 1e2", ...part, completed: 4_000_000_000 });
  await line({ status: "success" });
  options.models = [...models, { id: name, loaded: false }];
  exchange.end();
}

/** Ollama drops the oldest messages until the prompt fits, and answers 200. */
function truncated(exchange: Exchange, context: number | null): Exchange {
  if (context === null || countTokens(exchange.body) <= context) return exchange;
  return { ...exchange, body: exchange.body.slice(-context * 4) };
}

function details(model: EmulatedModel, options: OllamaOptions): JsonObject {
  const size = model.parameters === undefined ? {} : { parameter_size: model.parameters };
  const base = { ...partOf(recording("ollama").get("get-api-tags"), ["models", 0, "details"]), ...size };
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
    ...partOf(recording("ollama").get("get-api-tags"), ["models", 0]),
    name: model.id,
    model: model.id,
    details: details(model, options),
    ...(options.old ? {} : { capabilities: capabilities(model) }),
    ...(cloud ? { remote_model: model.id, remote_host: "https://ollama.com:443" } : {}),
    ...model.row,
  };
}

function psRow(model: EmulatedModel, options: OllamaOptions): JsonObject {
  const size = 8_000_000_000;
  return {
    ...partOf(recording("ollama").get("get-api-ps"), ["models", 0]),
    name: model.id,
    model: model.id,
    size,
    details: details(model, options),
    size_vram: Math.round(size * (options.gpuShare ?? 1)),
    context_length: allocated(model, options),
  };
}

function show(exchange: Exchange, options: OllamaOptions): Promise<void> {
  const name = asString(getKey(exchange.bodyJson, "model"));
  const model = modelsOf(options).find((one) => one.id === name);
  if (!model) return unknownModel(exchange, "api-show-unknown");
  const reply = recording("ollama").get("api-show");
  const { parameters, ...rest } = partOf(reply, []);
  const family = asString(partOf(reply, ["details"])["family"]);
  const asks = options.numCtx === undefined ? "" : `\nnum_ctx                        ${options.numCtx}`;
  return sendReply(
    exchange,
    withBody(reply, {
      ...rest,
      parameters: `${parameters}${asks}`,
      details: { ...partOf(reply, ["details"]), ...details(model, options), parent_model: MODEL_FILE },
      model_info: { ...partOf(reply, ["model_info"]), [`${family}.context_length`]: trained(model, options) },
      capabilities: capabilities(model),
    }),
  );
}

export const start = () => startEmulator(ollama());
