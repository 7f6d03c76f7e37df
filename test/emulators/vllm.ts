import { firstTool } from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { allocated, FASTAPI, isInference, modelsOf, requested } from "./openai.ts";
import {
  firstRow,
  numbersIn,
  over,
  partOf,
  type Recording,
  recording,
  type Scene,
  withBody,
} from "./recorded/recording.ts";
import { refuseKey, replay, replayPath, sendReply } from "./recorded/replay.ts";
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
  const own = recording("vllm");
  const { version } = options;
  const first = modelsOf(options)[0];
  const scene = { model: first?.id ?? "none", context: allocated(first, options), version };
  if (await refuseKey(exchange, own, options, scene)) return;
  if (exchange.method === "GET" && exchange.path === "/v1/models") {
    const data = modelsOf(options).flatMap((model) => rows(model, options));
    if (options.lora) data.push(loraRow(options));
    return sendReply(exchange, withBody(own.get("get-v1-models"), { object: "list", data }));
  }
  if (!isInference(exchange)) return replayPath(exchange, own, scene);
  const named = getKey(exchange.bodyJson, "model") !== undefined;
  const model = named ? requested(exchange, options) : first;
  if (!model) return unknownModel(exchange, options);
  await infer(exchange, options, { model: model.id, context: allocated(model, options) });
}

async function infer(exchange: Exchange, options: VllmOptions, scene: Scene): Promise<void> {
  const own = recording("vllm");
  if (await refuseHuge(exchange, own, scene)) return;
  if (options.chat !== "400-no-tool-parser") {
    return answerInference(exchange, options, FASTAPI, { ...scene, recording: own });
  }
  const bare = over(recording("vllm", "-no-parser"), own);
  const refused = firstTool(exchange.bodyJson) !== null && !exchange.path.endsWith("/responses");
  if (refused) await replay(exchange, bare, "chat-tools", scene);
  else await answerInference(exchange, options, FASTAPI, { ...scene, recording: bare });
}

/** Letters a token; a prompt with more of them is refused before its tokens are counted. */
const LETTERS = 15;

async function refuseHuge(exchange: Exchange, own: Recording, scene: Scene): Promise<boolean> {
  const { context } = scene;
  const recorded = own.situation.context ?? 0;
  if (context === null || exchange.body.length <= context * LETTERS) return false;
  const numbers = new Map(
    numbersIn(own.get("chat-overflow-huge"))
      .filter((number) => number > recorded)
      .map((number) => [number, number === recorded * LETTERS ? context * LETTERS : exchange.body.length]),
  );
  return replay(exchange, own, "chat-overflow-huge", { ...scene, numbers });
}

function rows(model: EmulatedModel, options: VllmOptions): JsonObject[] {
  const row = firstRow(recording("vllm"));
  return [model.id, ...(model.aliases ?? [])].map((id) => ({
    ...row,
    id,
    // what it was started with
    root: `Org/${model.id}`,
    max_model_len: allocated(model, options),
    ...model.row,
  }));
}

function loraRow(options: VllmOptions): JsonObject {
  const parent = modelsOf(options)[0]?.id ?? null;
  const id = options.lora ?? "lora";
  return { ...firstRow(recording("vllm")), id, root: "/adapters/a", parent, max_model_len: null };
}

function unknownModel(exchange: Exchange, options: VllmOptions): Promise<void> | void {
  const own = recording("vllm");
  const id = String(getKey(exchange.bodyJson, "model"));
  const all = modelsOf(options).flatMap((model) => [model.id, ...(model.aliases ?? [])]);
  const message = `The model \`${id}\` does not exist. Valid aliases: ${all.join(", ")}.`;
  const error = { ...partOf(own.get("chat-unknown-model"), ["error"]), message };
  const body = options.flatErrors ? { object: "error", ...error } : { error };
  return sendReply(exchange, withBody(own.get("chat-unknown-model"), body));
}

export const start = () => startEmulator(vllm());
