import { describe, expect, it } from "vitest";
import type { HttpOutcome } from "../../src/ports/index.ts";
import { type ChatBehaviour, generic, llamacpp, ollama, vllm } from "../emulators/index.ts";
import { http, start } from "./support.ts";

const TOOL = { type: "function", function: { name: "read", parameters: { type: "object" } } };

async function chat(
  behaviour: ChatBehaviour,
  body: object,
  path = "/chat/completions",
): Promise<HttpOutcome> {
  const emulator = await start(generic({ models: [{ id: "m" }], chat: behaviour }));
  return http.request({
    method: "POST",
    url: emulator.baseUrl + path,
    body: JSON.stringify({ model: "m", messages: [], ...body }),
    timeoutMs: 500,
  });
}

describe("chat behaviors, streamed and plain", () => {
  const cases: [ChatBehaviour, object, RegExp, RegExp][] = [
    ["ok", {}, /"content":"pong"[\s\S]*\[DONE\]/, /"content":"pong"/],
    ["tool-as-text", { tools: [TOOL] }, /<tool_call>[\s\S]*"finish_reason":"stop"/, /<tool_call>/],
    ["think-leak", {}, /<think>/, /<think>/],
    ["reasoning-only", {}, /"reasoning_content":"Let me see\."/, /"content":"","reasoning_content"/],
    ["empty", {}, /"finish_reason":"stop"/, /"content":""/],
    ["error-event", {}, /event: error\ndata: \{"error"/, /out of memory/],
    ["no-usage", { stream_options: { include_usage: true } }, /\[DONE\]/, /"finish_reason":"stop"/],
    ["400-no-tool-parser", { tools: [TOOL] }, /--tool-call-parser/, /--tool-call-parser/],
    ["overflow", {}, /maximum context length is 65536 tokens/, /maximum context length/],
    ["unauthorized", {}, /Unauthorized/, /Unauthorized/],
  ];
  it.each(cases)("%s", async (behaviour, body, streamed, plain) => {
    const stream = await chat(behaviour, { ...body, stream: true });
    expect(stream.ok && stream.body).toMatch(streamed);
    const whole = await chat(behaviour, body);
    expect(whole.ok && whole.body).toMatch(plain);
    if (behaviour === "no-usage") expect(JSON.stringify([stream, whole])).not.toMatch(/usage\\"/);
  });

  it("no-done, cut and hang", async () => {
    const open = await chat("no-done", { stream: true });
    expect(open.ok && open.body.includes("[DONE]")).toBe(false);
    for (const body of [{ stream: true }, {}]) {
      expect(await chat("cut", body)).toMatchObject({ ok: false, failure: "reset" });
      expect(await chat("hang", body)).toMatchObject({ ok: false, failure: "timeout" });
    }
  });
});

describe("products in inference", () => {
  const post = (url: string, body: object) =>
    http.request({ method: "POST", url, body: JSON.stringify({ messages: [], ...body }), timeoutMs: 1000 });
  const long = { messages: [{ role: "user", content: "x".repeat(8000) }] };

  it("a prompt that is too long is refused in the product's words, but Ollama cuts it", async () => {
    const llama = await start(llamacpp({ models: [{ id: "m" }], allocatedContext: 1000 }));
    const reply = await post(`${llama.baseUrl}/chat/completions`, { model: "m", ...long });
    expect(reply).toMatchObject({ status: 400, body: expect.stringContaining('"n_ctx":1000') });
    const cut = await start(ollama({ models: [{ id: "m:1" }], allocatedContext: 1000 }));
    const silent = await post(`${cut.baseUrl}/chat/completions`, { model: "m:1", ...long });
    expect(silent).toMatchObject({ status: 200, body: expect.stringContaining('"prompt_tokens":1000') });
  });

  it("Responses: missing, without indexes, complete", async () => {
    const body = { model: "qwen3-coder-30b", input: "hi", stream: true };
    const missing = await start(vllm({ responses: "missing" }));
    expect(await post(`${missing.baseUrl}/responses`, body)).toMatchObject({ status: 404 });
    const bare = await start(llamacpp());
    const events = await post(`${bare.baseUrl}/responses`, body);
    expect(events.ok && events.body).toContain("response.output_text.delta");
    expect(events.ok && events.body).not.toContain("output_index");
    const full = await start(vllm());
    expect(await post(`${full.baseUrl}/responses`, body)).toMatchObject({
      body: expect.stringContaining('"output_index":0'),
    });
  });

  it("an unknown model: an error, or any name is accepted", async () => {
    const strict = await start(vllm());
    expect(await post(`${strict.baseUrl}/chat/completions`, { model: "nope" })).toMatchObject({
      status: 404,
    });
    const lax = await start(llamacpp());
    expect(await post(`${lax.baseUrl}/chat/completions`, { model: "nope" })).toMatchObject({
      status: 200,
      body: expect.stringContaining('"model":"qwen3-coder-30b"'),
    });
  });
});
