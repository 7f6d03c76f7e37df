import {
  countTokens,
  exampleArguments,
  firstTool,
  hasToolResult,
} from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asString, getKey, type JsonObject, parseJson } from "../../src/core/json.ts";
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
  const head = { model, created_at: "2026-11-20T10:00:00Z" };
  const last: JsonObject = {
    ...head,
    message: { role: "assistant", content: "" },
    done: true,
    done_reason: "stop",
    prompt_eval_count: Math.min(sent, context ?? sent, options.truncateAt ?? sent),
    eval_count: 7,
  };
  const parts = messages(options, tool).map((message) => ({ ...head, message, done: false }));
  if (getKey(body, "stream") === false) {
    exchange.json(200, { ...last, message: messages(options, tool)[0] ?? {} });
    return;
  }
  exchange.open(200, { "content-type": "application/x-ndjson" });
  for (const part of [...parts, last]) await exchange.write(`${JSON.stringify(part)}\n`);
  exchange.end();
}

function messages(options: EmulatorOptions, tool: ReturnType<typeof firstTool>): JsonObject[] {
  const say = (content: string, more: JsonObject = {}) => ({ role: "assistant", content, ...more });
  if (options.chat === "empty") return [say("")];
  if (options.chat === "reasoning-only") return [say("", { thinking: "Let me see." })];
  const thinking = options.chat === "think-leak" ? [say("<think>\nLet me see.\n</think>\n\n")] : [];
  if (tool === null) return [...thinking, say(options.answer ?? "pong")];
  const args = exampleArguments(tool.schema);
  if (options.chat === "tool-as-text") return [say(`{"name": "${tool.name}", "arguments": ${args}}`)];
  const call = { function: { name: tool.name, arguments: parseJson(args) ?? {} } };
  return [...thinking, say("", { tool_calls: [call] })];
}
