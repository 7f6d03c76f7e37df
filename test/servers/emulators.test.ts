import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/core/json.ts";
import {
  assertHarmless,
  type Emulator,
  generic,
  litellm,
  llamacpp,
  ollama,
  otherJson,
  type Profile,
  sglang,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { start, track } from "../support/track.ts";

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
    const emulator = await start(vllm());
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
    const emulator = track(await startLmStudio({ loadedContext: 8192 }));
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
});

describe("requests that a probe must never send are noticed", () => {
  type Start = () => Promise<Emulator>;
  const at = (profile: Profile) => () => startEmulator(profile);
  const router = at(llamacpp({ mode: "router" }));
  const studio = () => startLmStudio();
  const cases: [string, Start, RegExp][] = [
    ["GET /health", at(litellm()), /bills/],
    ["GET /health", at(sglang()), /generates/],
    ["GET /health_generate", at(sglang()), /generates/],
    ["GET /health", at(generic({ ownedBy: "tensorrt_llm" })), /unidentified/],
    ["GET /health_generate", at(generic({ ownedBy: "tensorrt_llm" })), /generates/],
    ["GET /health", at(otherJson()), /unidentified/],
    ["GET /unload", at(generic({ ownedBy: "llama-swap" })), /unloads/],
    ["GET /upstream/m/props", at(generic({ ownedBy: "llama-swap" })), /loads/],
    ["GET /props?model=x", router, /loads the model/],
    ["GET /slots?model=x", router, /loads the model/],
    ["GET /metrics?model=x&autoload=true", router, /loads the model/],
    ["POST /v1/chat/completions", at(vllm()), /inference/],
    ["POST /v1/responses", studio, /inference/],
    ["POST /api/chat", at(ollama()), /no reading|inference/],
    ["POST /api/generate", at(ollama()), /no reading|inference/],
    ["POST /v1/embeddings", at(vllm()), /inference/],
    ["POST /api/v1/models/load", studio, /loads/],
    ["POST /api/v1/models/unload", studio, /loads/],
    ["POST /models/load", router, /loads/],
    ["GET /flush_cache", at(sglang()), /changes the state/],
    ["POST /flush_cache", at(sglang()), /changes the state/],
    ["GET /start_profile", at(sglang()), /changes the state/],
    ["POST /release_memory_occupation", at(sglang()), /changes the state/],
    ["GET /slow_down", at(sglang()), /changes the state/],
    ["DELETE /api/delete", at(ollama()), /no reading/],
    ["POST /tokenize", at(vllm()), /no reading|inference/],
  ];

  it.each(cases)("%s (%#)", async (request, launch, why) => {
    const emulator = track(await launch());
    const [method = "", path = ""] = request.split(" ");
    const body = method === "POST" ? { body: "{}" } : {};
    await fetch(emulator.origin + path, { method, ...body });
    expect(() => assertHarmless(emulator)).toThrow(why);
  });

  it("harmless requests pass, and a key only where one is required", async () => {
    const emulator = await start(ollama());
    await fetch(`${emulator.origin}/api/ps`);
    await fetch(`${emulator.origin}/api/show`, { method: "POST", body: '{"model":"x"}' });
    assertHarmless(emulator);
    for (const name of ["authorization", "x-api-key", "api-key"]) {
      const other = await start(ollama());
      await fetch(`${other.origin}/api/ps`, { headers: { [name]: "Bearer x" } });
      expect(() => assertHarmless(other), name).toThrow(/carries a key/);
    }
  });

  it("a router may be asked for a model that it must not load", async () => {
    const emulator = await start(llamacpp({ mode: "router" }));
    await fetch(`${emulator.origin}/props?model=x&autoload=false`);
    assertHarmless(emulator);
  });
});
