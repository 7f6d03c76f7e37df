import {
  chatChunks,
  chatCompletion,
  countTokens,
  exampleArguments,
  firstTool,
  hasToolResult,
  responseEvents,
  responseObject,
  type ScriptedTurn,
  sseEvent,
} from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getKey, type JsonObject } from "../../src/core/json.ts";
import { asText } from "./call-text.ts";
import { hiccup, streamCall, thinkInVain } from "./chat-calls.ts";
import { takeTime, writeTime } from "./chat-speed.ts";
import { makesCall, refusalOf } from "./chat-strict.ts";
import type { Recording } from "./recorded/recording.ts";
import {
  recordedOverflow,
  recordedTooMany,
  recordedTurn,
  sendReply,
  wantsUsage,
  withoutUsage,
} from "./recorded/replay.ts";
import type { Dialect, EmulatorOptions } from "./types.ts";

const NO_PARSER = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set';

/** The model that answers; where the product is recorded, its real replies are sent. */
interface Served {
  model: string;
  /** Tokens; null: no prompt is too long. */
  context: number | null;
  recording?: Recording | undefined;
}

/** Answers a chat or Responses request by the options. `context` is allocated, in tokens. */
export async function answerInference(
  exchange: Exchange,
  options: EmulatorOptions,
  dialect: Dialect,
  served: Served,
): Promise<void> {
  const wantsResponses = exchange.path.endsWith("/responses");
  if (wantsResponses && options.responses === "missing") return dialect.unknownRoute(exchange);
  if (hiccup(exchange, options)) return;
  if (exchange.body.length > (options.bodyLimit ?? Number.POSITIVE_INFINITY)) {
    exchange.text(400, "", {});
    return;
  }
  const tool = hasToolResult(exchange.bodyJson) ? null : firstTool(exchange.bodyJson);
  if (await thinkInVain(exchange, options)) return;
  if (await streamCall(exchange, options, tool)) return;
  const refusal = refusalOf(options.refuses, exchange.bodyJson);
  if (refusal !== null) {
    const error = { message: refusal, type: "invalid_request_error", param: null, code: null };
    return exchange.json(400, { error }, dialect.headers);
  }
  const promptTokens = Math.min(countTokens(exchange.body), options.truncateAt ?? Number.POSITIVE_INFINITY);
  const reasoning = options.reasoning ? { reasoning: { field: options.reasoning, text: "Let me see." } } : {};
  const turn: ScriptedTurn = {
    model: served.model,
    text: tool ? "" : (options.answer ?? "pong"),
    promptTokens,
    ...reasoning,
    ...(tool ? { toolCall: { name: tool.name, args: exampleArguments(tool.schema) } } : {}),
  };
  const tooLong = served.context !== null && promptTokens > served.context;
  if (tooLong || options.chat === "overflow") {
    const scene = { model: served.model, context: served.context ?? 4096 };
    const recorded = served.recording && recordedOverflow(exchange, promptTokens, served.recording, scene);
    if (recorded) return sendReply(exchange, recorded);
    const { status, body } = dialect.overflow(promptTokens, scene.context);
    return exchange.json(status, body, dialect.headers);
  }
  const tooMany = served.recording && recordedTooMany(exchange, served.recording, served);
  if (tooMany) return sendReply(exchange, tooMany);
  if (await misbehave(exchange, options, dialect, turn)) return;
  const called =
    options.callText === undefined && makesCall(options.callsOnly, exchange.path, exchange.bodyJson);
  const { cached, done } = await takeTime(options.speed, exchange.body);
  const dressed = called ? dressUp(turn, options) : withoutCall(turn, options);
  try {
    const sent = { ...dressed, cachedTokens: cached };
    if (!(await sendRecorded(exchange, sent, options, served))) {
      await sendTurn(exchange, sent, options, dialect.headers);
    }
  } finally {
    done();
  }
}

/** A call that went wrong: written as text, or only mentioned. */
function withoutCall({ toolCall, ...plain }: ScriptedTurn, options: EmulatorOptions): ScriptedTurn {
  if (!toolCall) return dressUp(plain, options);
  if (options.callText !== undefined) return { ...plain, text: options.callText };
  if (options.callsOnly?.otherwise === "talk") return { ...plain, text: "I will first look at AGENTS.md." };
  return { ...plain, text: asText(toolCall) };
}

/** Handles behaviors without a proper answer; false when there is one. */
async function misbehave(
  exchange: Exchange,
  options: EmulatorOptions,
  dialect: Dialect,
  turn: ScriptedTurn,
): Promise<boolean> {
  const streamed = getKey(exchange.bodyJson, "stream") === true;
  const event = { "content-type": "text/event-stream", ...dialect.headers };
  switch (options.chat ?? "ok") {
    case "hang":
      if (streamed) exchange.open(200, event);
      return true;
    case "unauthorized":
      dialect.unauthorized(exchange);
      return true;
    case "400-no-tool-parser": {
      // over the Responses API the call comes back as text, without an error
      if (firstTool(exchange.bodyJson) === null || exchange.path.endsWith("/responses")) return false;
      const error = { message: NO_PARSER, type: "BadRequestError", param: null, code: 400 };
      exchange.json(400, { error }, dialect.headers);
      return true;
    }
    case "no-memory": {
      const message = `Failed to load model "${turn.model}". Error: Model loading was stopped due to insufficient system resources.`;
      exchange.json(400, { error: { message } }, dialect.headers);
      return true;
    }
    case "cut":
      exchange.open(200, streamed ? event : { "content-type": "application/json", ...dialect.headers });
      await exchange.write(streamed ? sseEvent(chatChunks(turn, { usage: false })[0] ?? {}) : '{"id":"chat');
      exchange.cut();
      return true;
    case "error-under-200": {
      const error = { message: "The engine stopped unexpectedly", type: "server_error" };
      if (streamed) {
        exchange.open(200, event);
        await exchange.write(sseEvent({ error }, "error"));
        exchange.end();
      } else exchange.json(200, { error }, dialect.headers);
      return true;
    }
    case "error-event": {
      const error = { message: "CUDA error: out of memory", type: "server_error", code: 500 };
      if (!streamed) {
        exchange.json(500, { error }, dialect.headers);
        return true;
      }
      exchange.open(200, event);
      await exchange.write(sseEvent(chatChunks(turn, { usage: false })[0] ?? {}));
      await exchange.write(sseEvent({ error }, "error"));
      exchange.end();
      return true;
    }
    default:
      return false;
  }
}

/** Proper answers with something wrong in them. */
function dressUp(turn: ScriptedTurn, options: EmulatorOptions): ScriptedTurn {
  const { toolCall, ...plain } = turn;
  switch (options.chat ?? "ok") {
    case "tool-as-text":
    case "400-no-tool-parser":
      if (!toolCall) return turn;
      return { ...plain, text: asText(toolCall) };
    case "bad-arguments":
      return toolCall ? { ...plain, toolCall: { ...toolCall, args: '{"path": AGENTS.md' } } : turn;
    case "think-leak":
      return { ...turn, text: `<think>\nLet me see.\n</think>\n\n${turn.text}` };
    case "reasoning-only":
      return { ...plain, text: "", reasoning: { field: "reasoning_content", text: "Let me see." } };
    case "empty":
      return { ...plain, text: "" };
    default:
      return turn;
  }
}

/** Sends the recorded reply with this turn in it; false when there is none. */
async function sendRecorded(
  exchange: Exchange,
  turn: ScriptedTurn,
  options: EmulatorOptions,
  { model, context, recording }: Served,
): Promise<boolean> {
  const reply = recording ? recordedTurn(exchange, turn, recording, { model, context }) : null;
  if (reply === null) return false;
  // of a streamed call the recording has the counts, asked for or not
  const unasked =
    turn.toolCall !== undefined && exchange.path.endsWith("/completions") && !wantsUsage(exchange);
  const streamed = getKey(exchange.bodyJson, "stream") === true;
  const usage = options.chat !== "no-usage" && !(streamed && unasked);
  const { speed } = options;
  await sendReply(exchange, usage ? reply : withoutUsage(reply), { speed, done: options.chat !== "no-done" });
  return true;
}

async function sendTurn(
  exchange: Exchange,
  turn: ScriptedTurn,
  options: EmulatorOptions,
  headers: Record<string, string>,
): Promise<void> {
  const responses = exchange.path.endsWith("/responses");
  const noUsage = options.chat === "no-usage";
  if (getKey(exchange.bodyJson, "stream") !== true) {
    const body: JsonObject = responses ? responseObject(turn) : chatCompletion(turn);
    if (noUsage) delete body["usage"];
    return exchange.json(200, body, headers);
  }
  exchange.open(200, { "content-type": "text/event-stream", ...headers });
  if (responses) {
    for (const event of responseEvents(turn, { indexes: options.responses !== "no-index" })) {
      await exchange.write(sseEvent(event, asString(event["type"])));
    }
    return exchange.end();
  }
  const usage = !noUsage && wantsUsage(exchange);
  await exchange.write(": keepalive 1/2\n\n");
  const [first, ...rest] = chatChunks(turn, { usage });
  await exchange.write(sseEvent(first ?? {}));
  for (const chunk of rest) {
    await exchange.write(sseEvent(chunk));
    await writeTime(options.speed, 4);
  }
  if (options.chat !== "no-done") await exchange.write("data: [DONE]\n\n");
  exchange.end();
}
