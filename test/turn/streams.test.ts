import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { replayedId } from "../../src/turn/call-id.ts";
import { classifyError } from "../../src/turn/wire/classify-error.ts";
import { ChatCollector } from "../../src/turn/wire/parse-chat.ts";
import { OllamaCollector } from "../../src/turn/wire/parse-ollama.ts";
import { ResponsesCollector } from "../../src/turn/wire/parse-responses.ts";

const ARGS = '{"path":"NOTES.md"}';
const fn = (args: unknown = ARGS, name = "read") => ({
  type: "function",
  function: { name, arguments: args },
});

/** What OpenClaw's reader makes of a stream of deltas. */
function chat(deltas: readonly unknown[], finish: string | null, done = true) {
  const collector = new ChatCollector();
  const put = (choice: unknown) => collector.push(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
  for (const delta of deltas) put({ index: 0, delta, finish_reason: null });
  if (finish !== null) put({ index: 0, delta: {}, finish_reason: finish });
  if (done) collector.push("data: [DONE]\n\n");
  collector.end();
  return collector.result;
}

const calls = (...pieces: unknown[]) => ({ tool_calls: pieces });

describe("calls of a chat completion", () => {
  it.each([
    ["index from 0", [calls({ index: 0, id: "a", ...fn() })], "tool_calls", 1, null],
    ["index from 1", [calls({ index: 1, id: "a", ...fn() })], "tool_calls", 1, null],
    ["no index, two ids", [calls({ id: "a", ...fn() }), calls({ id: "b", ...fn() })], "tool_calls", 2, null],
    [
      "no index, two in one piece",
      [calls({ id: "a", ...fn() }, { id: "b", ...fn() })],
      "tool_calls",
      2,
      null,
    ],
    [
      "the id again in each piece",
      [calls({ id: "a", ...fn('{"path":') }), calls({ id: "a", ...fn('"x"}', "") })],
      "tool_calls",
      1,
      null,
    ],
    [
      "index and name again in each piece",
      [calls({ index: 0, id: "a", ...fn('{"path":') }), calls({ index: 0, id: "a", ...fn('"x"}') })],
      "tool_calls",
      1,
      null,
    ],
    ["an object", [calls({ index: 0, id: "a", ...fn({ path: "x" }) })], "tool_calls", 1, "object"],
    [
      "one index, two ids",
      [calls({ index: 0, id: "a", ...fn() }), calls({ index: 0, id: "b", ...fn() })],
      "tool_calls",
      1,
      "shared-index",
    ],
    [
      "neither index nor id",
      [calls({ ...fn('{"path":') }), calls({ function: { arguments: '"x"}' } })],
      "tool_calls",
      2,
      "split",
    ],
    ["text and stop", [{ content: "Well." }, calls({ index: 0, id: "a", ...fn() })], "stop", 1, "dropped"],
    [
      "text and tool_calls",
      [{ content: "Well." }, calls({ index: 0, id: "a", ...fn() })],
      "tool_calls",
      1,
      null,
    ],
    ["stop alone", [calls({ index: 0, id: "a", ...fn() })], "stop", 1, null],
    ["blanks and stop", [{ content: "\n\n" }, calls({ index: 0, id: "a", ...fn() })], "stop", 1, null],
    [
      "a hidden thought and stop",
      [{ content: "<think>Hm.</think>" }, calls({ index: 0, id: "a", ...fn() })],
      "stop",
      1,
      null,
    ],
    ["the limit", [calls({ index: 0, id: "a", ...fn('{"path":') })], "length", 1, "cut-off"],
    [
      "function_call of old",
      [{ function_call: { name: "read", arguments: ARGS } }],
      "function_call",
      1,
      null,
    ],
    ["function_call with stop", [{ function_call: { name: "read", arguments: ARGS } }], "stop", 0, null],
  ] as const)("%s", (_title, deltas, finish, count, fault) => {
    const { toolCalls, callFault } = chat(deltas, finish);
    expect([toolCalls.length, callFault]).toEqual([count, fault]);
  });

  it("keeps the server's id", () => {
    expect(chat([calls({ index: 0, id: "aB3xK9mP2", ...fn() })], "tool_calls").toolCalls[0]?.id).toBe(
      "aB3xK9mP2",
    );
  });

  it("takes a finish reason that OpenClaw does not know for an error", () => {
    expect(chat([{ content: "pong" }], "eos_token").error).toMatch(/eos_token/);
    expect(chat([{ content: "pong" }], "stop").error).toBeNull();
  });

  it("reads thoughts in every field and in parts", () => {
    const parts = [
      { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
      { type: "text", text: "pong" },
    ];
    expect(chat([{ content: parts }], "stop")).toMatchObject({ text: "pong", reasoning: "Hm." });
    expect(chat([{ reasoning_text: "Hm." }, { content: "pong" }], "stop").reasoning).toBe("Hm.");
    expect(chat([{ reasoning_content: "", reasoning: "Hm." }], "stop").reasoning).toBe("Hm.");
  });
});

/** What comes of Responses events. */
function responses(...events: JsonObject[]) {
  const collector = new ResponsesCollector();
  for (const event of events)
    collector.push(`event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`);
  collector.end();
  return collector.result;
}

const message = (text: string) => ({ id: "m1", type: "message", content: [{ type: "output_text", text }] });
const call = (more: JsonObject = {}) => ({
  id: "f1",
  type: "function_call",
  call_id: "c1",
  name: "read",
  arguments: ARGS,
  ...more,
});
const added = (item: JsonObject, output_index = 0) => ({
  type: "response.output_item.added",
  output_index,
  item,
});
const done = (item: JsonObject, output_index = 0) => ({
  type: "response.output_item.done",
  output_index,
  item,
});
const completed = (...output: JsonObject[]) => ({
  type: "response.completed",
  response: { status: "completed", output },
});

describe("a Responses stream", () => {
  it("without deltas: the finished items count", () => {
    expect(responses(added(message("")), done(message("pong")), completed(message("pong"))).text).toBe(
      "pong",
    );
    expect(responses(added(call({ arguments: "" })), done(call()), completed(call()))).toMatchObject({
      toolCalls: [{ name: "read", argumentsJson: ARGS, id: "c1" }],
      callFault: null,
    });
  });

  it("with its last event alone", () => {
    expect(responses(completed(message("pong"))).text).toBe("pong");
    expect(responses(completed(call())).toolCalls).toHaveLength(1);
  });

  it("with deltas and no content in the finished item", () => {
    const delta = (text: string) => ({ type: "response.output_text.delta", output_index: 0, delta: text });
    const bare = { id: "m1", type: "message" };
    expect(responses(added(bare), delta("po"), delta("ng"), done(bare), completed()).text).toBe("pong");
  });

  it("with two calls", () => {
    const second = call({ id: "f2", call_id: "c2" });
    const both = responses(
      added(call()),
      done(call()),
      added(second, 1),
      done(second, 1),
      completed(call(), second),
    );
    expect(both.toolCalls.map(({ id }) => id)).toEqual(["c1", "c2"]);
    expect(both.callFault).toBeNull();
    const mixed = responses(
      added(call()),
      added(second),
      done(call()),
      done(second),
      completed(call(), second),
    );
    expect(mixed.callFault).toBe("shared-index");
  });

  it("with arguments as an object", () => {
    const object = call({ arguments: { path: "x" } });
    expect(responses(added(call({ arguments: "" })), done(object), completed(object)).callFault).toBe(
      "object",
    );
  });

  it("with a call that is never completed", () => {
    expect(responses(added(call()), completed()).callFault).toBe("unfinished");
    expect(responses(done(call({ status: "in_progress" })), completed()).callFault).toBe("unfinished");
  });
});

describe("Ollama's own stream", () => {
  it("has arguments as an object, rightly", () => {
    const collector = new OllamaCollector();
    const line = {
      message: { content: "", tool_calls: [{ function: { name: "read", arguments: { path: "x" } } }] },
      done: false,
    };
    collector.push(`${JSON.stringify(line)}\n${JSON.stringify({ done: true, done_reason: "stop" })}\n`);
    collector.end();
    expect(collector.result).toMatchObject({
      toolCalls: [{ argumentsJson: '{"path":"x"}' }],
      callFault: null,
    });
  });
});

describe("the id of a call in the request after it", () => {
  // sanitizeToolCallId of OpenClaw 2026.9.6, mode "strict"
  it.each([
    ["chat", "aB3xK9mP2", "aB3xK9mP2"],
    ["chat", "call_49c89af0", "call49c89af0"],
    ["chat", "chatcmpl-tool-0123456789abcdef0123456789abcdef", "chatcmpltool0123456789abcdef0123456789ab"],
    ["chat", "functions.read:0", "functions.read:0"],
    ["responses", "call_a.b", "call_a_b"],
  ] as const)("%s: %s", (route, given, sent) => {
    expect(replayedId(route, given)).toBe(sent);
  });

  it("is a new one of nine letters or digits where the server gave none", () => {
    const made = [undefined, "", "---"].map((id) => replayedId("chat", id));
    for (const id of made) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(new Set(made).size).toBe(3);
  });
});

describe("the cause of an error", () => {
  it.each([
    [400, "Tool call id was a but must be a-z, A-Z, 0-9, with a length of 9.", "tool-call-id"],
    [500, "Tool call IDs should be alphanumeric strings with length 9!", "tool-call-id"],
    [400, "messages with role tool: tool_call_id does not match any tool call", "tool-call-id"],
    [400, "messages[3]: keys must be one of role, content; got tool_call_id", "other"],
    [422, "messages.3.tool_call_id: Extra inputs are not permitted", "params"],
    [429, "No healthy deployments available for that model", "cooldown"],
    [401, "", "auth"],
    [403, "The API key is not valid here", "auth"],
    [403, "error code: 1010", "other"],
    [429, "Rate limited", "busy"],
    [503, "server busy, please try again.  maximum pending requests exceeded", "busy"],
    [503, "Loading model", "loading"],
    [503, "upstream connect error", "other"],
  ] as const)("%i %s", (status, text, kind) => {
    expect(classifyError(status, text, "")).toBe(kind);
  });

  it("is the moment where a 503 names a time", () => {
    expect(classifyError(503, "", "", true)).toBe("busy");
  });
});
