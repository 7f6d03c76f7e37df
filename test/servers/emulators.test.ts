import { afterEach, describe, expect, it } from "vitest";
import { parseJson } from "../../src/core/json.ts";
import {
  assertHarmless,
  type Emulator,
  litellm,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

const TOOLS = [
  {
    type: "function",
    function: {
      name: "read",
      parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
    },
  },
];

async function post(url: string, body: unknown): Promise<string> {
  const reply = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  return reply.text();
}

describe("emulators", () => {
  it("streams a structured call to the first tool, then a usage chunk and [DONE]", async () => {
    const emulator = await startEmulator(vllm());
    open.push(emulator);
    const text = await post(`${emulator.baseUrl}/chat/completions`, {
      model: "qwen3-coder-30b",
      stream: true,
      stream_options: { include_usage: true },
      messages: [],
      tools: TOOLS,
    });
    expect(text).toContain('"name":"read"');
    expect(text).toContain('"finish_reason":"tool_calls"');
    expect(text).toContain('"choices":[],"usage"');
    expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    expect(() => assertHarmless(emulator)).toThrow(/inference/);
    assertHarmless(emulator, { inference: true });
  });

  it("streams Responses events with every index from the simulated LM Studio", async () => {
    const emulator = await startLmStudio({ loadedContext: 8192 });
    open.push(emulator);
    const text = await post(`${emulator.baseUrl}/responses`, { model: "x", stream: true, input: "hi" });
    const events = text.split("\n").filter((line) => line.startsWith("data: "));
    const types = events.map((line) => (parseJson(line.slice(6)) as { type: string }).type);
    expect(types).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(text).toContain('"output_index":0');
    expect(text).toContain('"sequence_number":8');
  });

  it("records the billing trap of LiteLLM", async () => {
    const emulator = await startEmulator(litellm());
    open.push(emulator);
    await fetch(`${emulator.origin}/health`);
    expect(() => assertHarmless(emulator)).toThrow(/bills/);
  });
});
