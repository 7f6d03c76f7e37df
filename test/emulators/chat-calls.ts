import { sseEvent } from "../../src/commands/demo/openai-wire.ts";
import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import { asArray, asString, getKey, type Json, type JsonObject } from "../../src/core/json.ts";
import type { CallStream, EmulatorOptions } from "./types.ts";

const done = (name: string) => ({ type: "function", function: { name, arguments: '{"path":"AGENTS.md"}' } });

/** The deltas of one call, and the finish reason, as servers and proxies stream them. */
function streamOf(calls: CallStream, name: string): { deltas: JsonObject[]; finish: string } {
  const call = (piece: JsonObject): JsonObject => ({ tool_calls: [piece] });
  const finish = "tool_calls";
  switch (calls) {
    case "from-one":
      return { deltas: [call({ index: 1, id: "a1", ...done(name) })], finish };
    case "by-id":
      return { deltas: [call({ id: "a1", ...done(name) }), call({ id: "b2", ...done(name) })], finish };
    case "as-object": {
      const object = { type: "function", function: { name, arguments: { path: "AGENTS.md" } } };
      return { deltas: [call({ index: 0, id: "a1", ...object })], finish };
    }
    case "in-pieces": {
      const half = (text: string) => call({ type: "function", function: { arguments: text } });
      const head = { id: "a1", type: "function", function: { name, arguments: '{"path":' } };
      return { deltas: [call(head), half('"AGENTS.md"}')], finish };
    }
    case "name-in-pieces": {
      const half = name.length / 2;
      const head = call({ index: 0, id: "a1", type: "function", function: { name: name.slice(0, half) } });
      return { deltas: [head, call({ index: 0, ...done(name.slice(half)) })], finish };
    }
    case "with-text-and-stop":
      return {
        deltas: [{ content: "Let me look." }, call({ index: 0, id: "a1", ...done(name) })],
        finish: "stop",
      };
    case "with-stop":
      return { deltas: [call({ index: 0, id: "a1", ...done(name) })], finish: "stop" };
    case "with-thought-and-stop":
      return {
        deltas: [{ content: "<think>Hm.</think>\n" }, call({ index: 0, id: "a1", ...done(name) })],
        finish: "stop",
      };
    case "two-as-object": {
      const two = ["AGENTS.md", "SOUL.md"].map((path, index) => {
        return { index, id: `a${index}`, type: "function", function: { name, arguments: { path } } };
      });
      return { deltas: [{ tool_calls: two }], finish };
    }
    case "two-as-text": {
      const one = `<tool_call>{"name": "${name}", "arguments": {"path": "AGENTS.md"}}</tool_call>`;
      return { deltas: [{ content: `${one}\n${one}` }], finish: "stop" };
    }
    case "same-index":
      return {
        deltas: ["a1", "b2"].map((id) => call({ index: 0, id, ...done(name) })),
        finish,
      };
  }
}

/** Streams a call in an odd way; false when the options do not ask for it. */
export async function streamCall(
  exchange: Exchange,
  options: EmulatorOptions,
  tool: { name: string } | null,
): Promise<boolean> {
  const { calls } = options;
  const streamed = getKey(exchange.bodyJson, "stream") === true;
  if (calls === undefined || tool === null || !streamed || exchange.path.endsWith("/responses")) return false;
  const onlyTwo = calls === "same-index" || calls.startsWith("two-");
  if (onlyTwo && !asksForTwo(exchange.bodyJson)) return false;
  const { deltas, finish } = streamOf(calls, tool.name);
  await stream(exchange, deltas, finish);
  return true;
}

/** Thinks until the limit of the answer, where that is too low for its thoughts; false where it is not. */
export async function thinkInVain(exchange: Exchange, { thinks = 0 }: EmulatorOptions): Promise<boolean> {
  const body = exchange.bodyJson;
  const limit = getKey(body, "max_completion_tokens") ?? getKey(body, "max_tokens");
  if (typeof limit !== "number" || limit > thinks) return false;
  await stream(exchange, [{ reasoning_content: "Let me see. " }], "length");
  return true;
}

async function stream(exchange: Exchange, deltas: readonly JsonObject[], finish: string): Promise<void> {
  exchange.open(200, { "content-type": "text/event-stream" });
  const put = (delta: JsonObject, finish_reason: string | null = null) =>
    exchange.write(
      sseEvent({ object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] }),
    );
  await put({ role: "assistant", content: "" });
  for (const delta of deltas) await put(delta);
  await put({}, finish);
  const usage = { prompt_tokens: Math.ceil(exchange.body.length / 4), completion_tokens: 8 };
  await exchange.write(sseEvent({ object: "chat.completion.chunk", choices: [], usage }));
  await exchange.write("data: [DONE]\n\n");
  exchange.end();
}

function asksForTwo(body: Json | undefined): boolean {
  const asked = asArray(getKey(body, "messages")).map(
    (message) => asString(getKey(message, "content")) ?? "",
  );
  return new Set(asked.join(" ").match(/\b[A-Z]{3,}\.md\b/g)).size > 1;
}

const counts = new WeakMap<EmulatorOptions, number>();

/** Refuses the inferences with these numbers, the first is 1; false when this one is none of them. */
export function hiccup(exchange: Exchange, options: EmulatorOptions): boolean {
  const count = (counts.get(options) ?? 0) + 1;
  counts.set(options, count);
  const { hiccups } = options;
  if (hiccups === undefined || !hiccups.at.includes(count)) return false;
  exchange.json(hiccups.status, { error: { message: hiccups.says ?? "" } }, {});
  return true;
}
