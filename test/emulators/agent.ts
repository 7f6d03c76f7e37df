import {
  chatChunks,
  exampleArguments,
  firstTool,
  responseEvents,
  type ScriptedTurn,
  sseEvent,
} from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import {
  asArray,
  asString,
  getIn,
  getKey,
  type Json,
  type JsonObject,
  parseJson,
} from "../../src/core/json.ts";
import { type Conduct, replyTo } from "./agent-conduct.ts";
import type { EmulatorOptions, Profile } from "./types.ts";

/** What an emulated server really does with a prompt that is too long. */
export interface RealLimit {
  /** Tokens of 4 characters; null: there is no limit. */
  tokens: number | null;
  beyond: "refuses" | "drops-start" | "drops-middle" | "stops-answering" | "crashes";
  /** Error text of a refusal; {n} the prompt, {m} the limit. */
  words?: string;
  status?: number;
  /** False: the model behind it finds no code words; "slips": it overlooks the first one in every other long prompt. */
  recalls?: boolean | "slips";
  /** "none": no usage; "sent": the whole prompt is counted although it was cut. */
  counts?: "real" | "none" | "sent";
}

export interface AgentOptions {
  limit?: RealLimit;
  conduct?: Conduct;
  /** Ms before each answer. */
  delayMs?: number;
}

/** One message as text, whatever the wire form. */
export interface PlainMessage {
  role: string;
  text: string;
}

/** A product with a real limit and the conduct of an agent. */
export function withAgent<O extends EmulatorOptions>(profile: Profile<O>, agent: AgentOptions): Profile<O> {
  return {
    ...profile,
    handle: async (exchange) => {
      const infers = /\/(chat\/completions|responses)$|^\/api\/chat$/.test(exchange.path);
      if (exchange.method !== "POST" || !infers) return profile.handle(exchange);
      if (agent.delayMs) await new Promise((resolve) => setTimeout(resolve, agent.delayMs));
      await infer(exchange, agent);
    },
  };
}

async function infer(exchange: Exchange, agent: AgentOptions): Promise<void> {
  const messages = messagesOf(exchange.bodyJson);
  const text = messages.map((message) => message.text).join("\n");
  const sent = Math.ceil(text.length / 4);
  const limit = agent.limit ?? { tokens: null, beyond: "refuses" };
  const asked = getIn(exchange.bodyJson, ["options", "num_ctx"]);
  const room = typeof asked === "number" ? asked : limit.tokens;
  const over = room !== null && sent > room;
  if (over && limit.beyond === "refuses") return refuse(exchange, limit, sent, room);
  if (over && limit.beyond === "crashes") return exchange.cut();
  if (over && limit.beyond === "stops-answering") return;
  const seen = over ? cut(text, room, limit.beyond) : text;
  const turn = turnOf(exchange, messages, seen, limit, agent.conduct ?? "perfect");
  turn.promptTokens = over && limit.counts !== "sent" ? Math.ceil(seen.length / 4) : sent;
  await send(exchange, turn, limit.counts !== "none");
}

function refuse(exchange: Exchange, limit: RealLimit, sent: number, room: number): void {
  const words =
    limit.words ??
    "This model's maximum context length is {m} tokens. However, your request has {n} input tokens.";
  const message = words.replaceAll("{n}", String(sent)).replaceAll("{m}", String(room));
  exchange.json(limit.status ?? 400, { error: { message, type: "invalid_request_error", code: null } });
}

/** What is left of a prompt: its end, or its two ends. */
function cut(text: string, room: number, how: RealLimit["beyond"]): string {
  const chars = room * 4;
  if (how === "drops-start") return text.slice(-chars);
  const half = Math.floor(chars / 2);
  return text.slice(0, half) + text.slice(-half);
}

let slips = false;

function turnOf(
  exchange: Exchange,
  messages: readonly PlainMessage[],
  seen: string,
  limit: RealLimit,
  conduct: Conduct,
): ScriptedTurn {
  const model = asString(getKey(exchange.bodyJson, "model")) ?? "";
  const plain = { model, text: "", promptTokens: 0 };
  if (seen.includes("three code words")) {
    const words = [...seen.matchAll(/The (?:first|second|third) code word is (\w+)\./g)].map((m) => m[1]);
    if (limit.recalls === "slips" && seen.length > 20_000) {
      slips = !slips;
      if (slips) words.shift();
    }
    return { ...plain, text: limit.recalls === false ? "Sorry." : words.join(" ") };
  }
  const reply = replyTo(messages, conduct);
  if (reply !== null) return { ...plain, ...reply };
  // other probes of the doctor: a word, or the first tool
  const tool = messages.some((m) => m.role === "tool") ? null : firstTool(exchange.bodyJson);
  if (tool === null) return { ...plain, text: "pong" };
  return { ...plain, toolCall: { name: tool.name, args: exampleArguments(tool.schema) } };
}

/** The messages of a request, whatever its route. */
export function messagesOf(body: Json | undefined): PlainMessage[] {
  const chat = asArray(getKey(body, "messages")).map((message) => ({
    role: asString(getKey(message, "role")) ?? "",
    text: textOf(getKey(message, "content")),
  }));
  const items = asArray(getKey(body, "input")).map((item) =>
    getKey(item, "type") === "function_call_output"
      ? { role: "tool", text: textOf(getKey(item, "output")) }
      : { role: asString(getKey(item, "role")) ?? "", text: textOf(getKey(item, "content")) },
  );
  return [...chat, ...items];
}

function textOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return asArray(content)
    .map((part) => asString(getKey(part, "text")) ?? "")
    .join("");
}

async function send(exchange: Exchange, turn: ScriptedTurn, usage: boolean): Promise<void> {
  if (exchange.path === "/api/chat") return sendNative(exchange, turn);
  exchange.open(200, { "content-type": "text/event-stream" });
  if (exchange.path.endsWith("/responses")) {
    for (const event of responseEvents(turn, { indexes: true })) {
      await exchange.write(sseEvent(event, asString(event["type"])));
    }
    return exchange.end();
  }
  for (const chunk of chatChunks(turn, { usage })) await exchange.write(sseEvent(chunk));
  await exchange.write("data: [DONE]\n\n");
  exchange.end();
}

async function sendNative(exchange: Exchange, turn: ScriptedTurn): Promise<void> {
  const calls = turn.toolCall
    ? {
        tool_calls: [
          { function: { name: turn.toolCall.name, arguments: parseJson(turn.toolCall.args) ?? {} } },
        ],
      }
    : {};
  const message: JsonObject = { role: "assistant", content: turn.text, ...calls };
  exchange.open(200, { "content-type": "application/x-ndjson" });
  await exchange.write(`${JSON.stringify({ model: turn.model, message, done: false })}\n`);
  const counts = { prompt_eval_count: turn.promptTokens, eval_count: 7 };
  const end = { model: turn.model, message: { role: "assistant", content: "" }, done: true, ...counts };
  await exchange.write(`${JSON.stringify({ ...end, done_reason: "stop" })}\n`);
  exchange.end();
}
