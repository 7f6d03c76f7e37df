import { overflowText } from "../../src/commands/demo/lmstudio-bodies.ts";
import { sseEvent } from "../../src/commands/demo/openai-wire.ts";
import {
  type SimulatedLmStudio,
  type SimulatedLmStudioOptions,
  startSimulatedLmStudio,
} from "../../src/commands/demo/simulated-lmstudio.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { getKey, type JsonObject } from "../../src/core/json.ts";
import { answerInference } from "./chat.ts";
import { forbiddenAnywhere } from "./start.ts";
import type { Dialect, Emulator, EmulatorOptions } from "./types.ts";

/** Options of the simulated LM Studio and the chat behaviours of every emulator. */
export type LmStudioOptions = Omit<SimulatedLmStudioOptions, "onInference"> &
  Pick<
    EmulatorOptions,
    "chat" | "responses" | "reasoning" | "refuses" | "callsOnly" | "truncateAt" | "speed"
  > & {
    /** Tokens of the default model's instance; null: downloaded, not loaded. */
    loadedContext?: number | null;
  };

const EXPRESS = { "x-powered-by": "Express" };

const DIALECT: Dialect = {
  headers: EXPRESS,
  unauthorized: (exchange) =>
    exchange.json(
      401,
      { error: { message: "Malformed LM Studio API token provided: x***", code: "invalid_api_key" } },
      EXPRESS,
    ),
  unknownRoute: ({ json, method, path }) =>
    json(200, { error: `Unexpected endpoint or method. (${method} ${path})` }, EXPRESS),
  overflow: (promptTokens, context): { status: number; body: JsonObject } => ({
    status: 400,
    body: {
      error: { message: `Cannot truncate prompt with n_keep (${promptTokens}) >= n_ctx (${context})` },
    },
  }),
};

/** A prompt that is too long: a 400, or when streaming an error event under 200. */
async function overflow(exchange: Exchange, message: string): Promise<true> {
  if (getKey(exchange.bodyJson, "stream") !== true) {
    exchange.json(400, { error: { message, type: "invalid_request_error" } }, EXPRESS);
    return true;
  }
  exchange.open(200, { "content-type": "text/event-stream", ...EXPRESS });
  await exchange.write(sseEvent({ error: { message } }, "error"));
  exchange.end();
  return true;
}

/** LM Studio as an emulator: the demo's simulated server plus the faults of the others; `studio` changes its state. */
export async function startLmStudio(
  options: LmStudioOptions = {},
): Promise<Emulator & { studio: SimulatedLmStudio }> {
  const { loadedContext, chat, responses, reasoning, refuses, callsOnly, truncateAt, speed, ...own } =
    options;
  const shared: EmulatorOptions = {
    ...(own.apiKey === undefined ? {} : { apiKey: own.apiKey }),
    ...(own.answer === undefined ? {} : { answer: own.answer }),
    ...(chat === undefined ? {} : { chat }),
    ...(responses === undefined ? {} : { responses }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(refuses === undefined ? {} : { refuses }),
    ...(callsOnly === undefined ? {} : { callsOnly }),
    ...(truncateAt === undefined ? {} : { truncateAt }),
    ...(speed === undefined ? {} : { speed }),
  };
  const studio = await startSimulatedLmStudio({
    ...own,
    onInference: async (exchange, turn) => {
      if (chat === "overflow")
        return overflow(exchange, overflowText(own.overflow, turn.promptTokens, 4_096));
      await answerInference(exchange, shared, DIALECT, { model: turn.model, context: null });
      return true;
    },
  });
  const [first] = studio.models;
  if (loadedContext === null && first) studio.unload(first.key);
  else if (typeof loadedContext === "number" && first) studio.setContext(first.key, loadedContext);
  const { baseUrl, origin, port, requests, close } = studio;
  return {
    name: "lmstudio",
    options: shared,
    studio,
    baseUrl,
    origin,
    port,
    requests,
    close,
    get forbidden() {
      return requests.flatMap((request) => {
        const why = forbiddenAnywhere(request);
        return why === null ? [] : [`${request.method} ${request.path}: ${why}`];
      });
    },
  };
}
