import {
  countTokens,
  exampleArguments,
  firstTool,
  hasToolResult,
} from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getKey, isObject, type JsonObject, parseJson } from "../../src/core/json.ts";
import { partOf, recording, withBody } from "./recorded/recording.ts";
import { sendReply } from "./recorded/replay.ts";
import type { EmulatorOptions } from "./types.ts";

/**
 * POST /api/chat, Ollama's own route: one JSON document on each line, streamed unless `stream` is false. `context` is
 * what the request asks for (`options.num_ctx`) or the server's own; a longer prompt is cut and counted as cut.
 */
export async function answerNative(
  exchange: Exchange,
  options: EmulatorOptions,
  context: number | null,
): Promise<void> {
  const body = exchange.bodyJson;
  const model = asString(getKey(body, "model")) ?? "";
  const tool = hasToolResult(body) ? null : firstTool(body);
  const sent = countTokens(exchange.body);
  const counts = {
    prompt_eval_count: Math.min(sent, context ?? sent, options.truncateAt ?? sent),
    eval_count: 7,
  };
  const whole = recording("ollama").get("api-chat");
  if (getKey(body, "stream") === false) {
    const message = messages(options, tool)[0] ?? {};
    return sendReply(exchange, withBody(whole, { ...partOf(whole, []), model, message, ...counts }));
  }
  const { status = 200, headers = {}, lines = [] } = recording("ollama").get("api-chat-stream") ?? {};
  const [first, last] = lines;
  if (!isObject(first) || !isObject(last)) throw new Error("the recording of Ollama has no stream");
  const said = messages(options, tool).map((message) => ({ ...first, model, message }));
  await sendReply(exchange, { status, headers, lines: [...said, { ...last, model, ...counts }] });
}

function messages(options: EmulatorOptions, tool: ReturnType<typeof firstTool>): JsonObject[] {
  const say = (content: string, more: JsonObject = {}) => ({ role: "assistant", content, ...more });
  if (options.chat === "empty") return [say("")];
  if (options.chat === "reasoning-only") return [say("", { thinking: "Let me see." })];
  const thinking = options.chat === "think-leak" ? [say("<think>\nLet me see.\n</think>\n\n")] : [];
  if (tool === null) return [...thinking, say(options.answer ?? "pong")];
  const args = exampleArguments(tool.schema);
  if (options.chat === "tool-as-text") return [say(`{"name": "${tool.name}", "arguments": ${args}}`)];
  const call = { id: "call_ID1", function: { index: 0, name: tool.name, arguments: parseJson(args) ?? {} } };
  return [...thinking, say("", { tool_calls: [call] })];
}
