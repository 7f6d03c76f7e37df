import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { createHttp } from "../../src/io/http.ts";
import { deepProbe } from "../../src/turn/probe.ts";
import { type DeepTarget, PLAIN_SHAPE } from "../../src/turn/types.ts";
import { assertHarmless, llamacpp, mlx, ollama, sglang, startLmStudio, vllm } from "../emulators/index.ts";
import { doctor, single, start, track, verdicts } from "./harness.ts";

const KEY = "minimax/minimax-m2.1";
const DEEP = { deep: true };
const GREEN = { reachable: "pass", listed: "pass", context: "pass", answers: "pass", tools: "pass" };

describe("healthy, with inferences: no finding, five green verdicts", () => {
  test.each([
    ["vllm", vllm(), "qwen3-coder-30b", "openai-completions"],
    ["vllm", vllm(), "qwen3-coder-30b", "openai-responses"],
    ["llama-cpp", llamacpp(), "qwen3-coder-30b", "openai-completions"],
    ["sglang", sglang(), "qwen3-coder-30b", "openai-completions"],
    ["vllm", vllm({ reasoning: "reasoning" }), "qwen3-coder-30b", "openai-completions"],
    ["llama-cpp", llamacpp({ reasoning: "reasoning_content" }), "qwen3-coder-30b", "openai-completions"],
    ["vllm", vllm({ chat: "no-done" }), "qwen3-coder-30b", "openai-completions"],
  ])("%s %#", async (id, profile, model, api) => {
    const emulator = await start(profile);
    const result = await doctor({ id, baseUrl: emulator.baseUrl, model, api }, DEEP);
    expect(result.findings).toEqual([]);
    expect(verdicts(result)).toEqual([GREEN]);
    expect(result.endpoints[0]?.timingsMs.answers).toBeTypeOf("number");
    assertHarmless(emulator, { inference: true });
  });

  test("Ollama through /v1 works, but is not how OpenClaw documents it", async () => {
    const emulator = await start(ollama());
    const result = await doctor({ baseUrl: emulator.baseUrl, model: "qwen3.5:9b" }, DEEP);
    expect(single(result).checkId).toBe("ollama-v1-compat");
    expect(verdicts(result)).toEqual([{ ...GREEN, context: "warn" }]);
  });

  test("lmstudio over Responses, with a key", async () => {
    const studio = track(await startLmStudio({ apiKey: "sk-lm-right" }));
    const result = await doctor(
      {
        id: "lmstudio",
        baseUrl: studio.baseUrl,
        model: KEY,
        api: "openai-responses",
        provider: { apiKey: "${LM_API_TOKEN}" },
      },
      { deep: true, env: { LM_API_TOKEN: "sk-lm-right" } },
    );
    expect(result.findings).toEqual([]);
    expect(verdicts(result)).toEqual([GREEN]);
  });
});

const bodiesOf = (emulator: { requests: { method: string; body: string }[] }) =>
  emulator.requests.filter((r) => r.method === "POST").map((r) => JSON.parse(r.body) as JsonObject);

describe("what a healthy server is asked", () => {
  test("five requests: the turn in short, in long, with tools, with a tool's result, and for two calls", async () => {
    const emulator = await start(vllm({ allocatedContext: 65_536 }));
    await doctor({ id: "vllm", baseUrl: emulator.baseUrl }, DEEP);
    const bodies = bodiesOf(emulator);
    expect(bodies).toHaveLength(5);
    const [small, plain, tools, followUp] = bodies;
    expect(plain).toMatchObject({
      model: "qwen3-coder-30b",
      messages: [{ role: "system" }, { role: "user" }, { role: "user", content: [{ type: "text" }] }],
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(plain?.["tools"]).toBeUndefined();
    expect(tools).toMatchObject({ tool_choice: "auto", stream: true });
    expect(tools?.["tools"]).toHaveLength(12);
    expect(tools?.["tools"]).toMatchObject([{ function: { name: "read" } }, ...Array(11).fill({})]);
    const schemas = JSON.stringify(tools?.["tools"]);
    expect(schemas.length).toBeGreaterThan(9_000);
    expect(schemas.length).toBeLessThan(11_500);
    expect(schemas).toMatch(/"pattern":"\\\\S"/);
    expect(schemas).toMatch(/"anyOf":\[.*"anyOf":\[/);
    expect(JSON.stringify(small).length).toBeLessThan(5_000);
    for (const long of [plain, tools]) {
      expect(JSON.stringify(long).length / 4).toBeGreaterThan(11_000);
      expect(JSON.stringify(long).length / 4).toBeLessThan(13_500);
    }
    expect(followUp).toMatchObject({
      messages: [
        ...[{ role: "system" }, { role: "user", content: expect.stringContaining("Call the read tool") }],
        {
          role: "assistant",
          tool_calls: [{ function: { name: "read", arguments: '{"path": "AGENTS.md"}' } }],
        },
        // the id that the server gave, as OpenClaw sends it back
        { role: "tool", tool_call_id: "chatcmpltoolID2" },
        { role: "user", content: [{ type: "text" }] },
      ],
    });
  });

  test("never more than half of the context", async () => {
    const emulator = await start(vllm({ allocatedContext: 20_480 }));
    await doctor({ id: "vllm", baseUrl: emulator.baseUrl, row: { contextWindow: 20_480 } }, DEEP);
    const bodies = bodiesOf(emulator);
    expect(bodies).toHaveLength(5);
    for (const body of bodies) expect(JSON.stringify(body).length / 4).toBeLessThan(20_480 / 2 + 200);
  });

  test("no prompt twice, in one run or in the next: a cache must not lend its speed", async () => {
    const emulator = await start(vllm());
    await doctor({ id: "vllm", baseUrl: emulator.baseUrl }, DEEP);
    await doctor({ id: "vllm", baseUrl: emulator.baseUrl }, DEEP);
    const opens = bodiesOf(emulator).map((body) => JSON.stringify(body["messages"]).slice(0, 60));
    expect(new Set(opens).size).toBe(6);
  });

  test("a server that reads slowly gets a prompt that it reads in a third of the time limit", async () => {
    // 2,000 tokens a second and 6 s: 12,000 tokens would be the whole time
    const emulator = await start(vllm({ speed: { read: 2_000 } }));
    const result = await doctor(
      { id: "vllm", baseUrl: emulator.baseUrl },
      { deep: true, deepTimeoutMs: 6_000 },
    );
    expect(result.findings).toEqual([]);
    const sizes = bodiesOf(emulator).map((body) => JSON.stringify(body).length / 4);
    expect(Math.max(...sizes)).toBeLessThan(5_000);
    expect(Math.max(...sizes)).toBeGreaterThan(2_500);
  }, 20_000);
});

const target = (baseUrl: string): DeepTarget => ({
  ...{ baseUrl, route: "chat", model: "qwen3-coder-30b", apiKey: null, allocated: 65_536, askContext: null },
  ...{ tools: true, shape: PLAIN_SHAPE, otherRoute: null, heartbeatSeconds: null, turnTokens: 13_157 },
  slots: null,
});

describe("what an inference shows", () => {
  test("a server that hangs", async () => {
    const emulator = await start(vllm({ chat: "hang" }));
    const result = await doctor(
      { id: "vllm", baseUrl: emulator.baseUrl },
      { deep: true, deepTimeoutMs: 400 },
    );
    expect(single(result)).toMatchObject({ checkId: "no-answer", severity: "error" });
    expect(verdicts(result)[0]?.answers).toBe("fail");
  });

  test("a model without tools is still asked for an answer", async () => {
    const emulator = await start(llamacpp({ templateTools: false }));
    const result = await doctor({ baseUrl: emulator.baseUrl }, DEEP);
    expect(single(result).checkId).toBe("model-lacks-tools");
    expect(verdicts(result)[0]).toMatchObject({ answers: "pass", tools: "fail" });
  });
});

test("where only patterns are refused, what comes behind is tried without them", async () => {
  const emulator = await start(vllm({ refuses: ["pattern", "result-without-name"] }));
  const { findings } = await doctor({ id: "vllm", baseUrl: emulator.baseUrl }, DEEP);
  expect(findings.map(({ checkId, severity }) => `${severity} ${checkId}`)).toEqual([
    "info llamacpp-tool-schema-400",
    "error tool-result-name",
  ]);
});

describe("who is asked", () => {
  test("nothing without --deep", async () => {
    const emulator = await start(vllm({ chat: "tool-as-text" }));
    expect((await doctor({ baseUrl: emulator.baseUrl })).findings).toEqual([]);
    assertHarmless(emulator);
  });

  test("no model that an earlier fault holds back", async () => {
    const studio = track(await startLmStudio({ loadedContext: 4_096 }));
    const result = await doctor({ id: "lmstudio", baseUrl: studio.baseUrl, model: KEY }, DEEP);
    expect(single(result).checkId).toBe("context-server-below-config");
    expect(verdicts(result)[0]).toMatchObject({ context: "fail", answers: "skip", tools: "skip" });
    assertHarmless(studio);
  });

  test("an address without a config: its only chat model", async () => {
    const emulator = await start(vllm());
    const endpoints = [{ baseUrl: emulator.baseUrl, apiKeyEnv: null }];
    const result = await doctor("{}", { deep: true, endpoints });
    expect(result.findings).toEqual([]);
    expect(verdicts(result)).toEqual([GREEN]);
    expect(result.endpoints[0]).toMatchObject({ provider: null, models: [{ ref: "qwen3-coder-30b" }] });
  });

  test("two providers of one server share the inferences", async () => {
    const emulator = await start(vllm());
    const row = { id: "qwen3-coder-30b", name: "q", contextWindow: 65_536, maxTokens: 8_192 };
    const provider = { baseUrl: emulator.baseUrl, api: "openai-completions", models: [row] };
    const model = { primary: "one/qwen3-coder-30b", fallbacks: ["two/qwen3-coder-30b"] };
    const text = JSON.stringify({
      models: { providers: { one: provider, two: provider } },
      agents: { defaults: { model } },
    });
    expect((await doctor(text, DEEP)).findings).toEqual([]);
    expect(bodiesOf(emulator)).toHaveLength(5);
  });

  test("an interruption keeps what is known, and what was cut off is no failure", async () => {
    const emulator = await start(vllm({ speed: { read: 6_000 } }));
    const stop = new AbortController();
    const lines: string[] = [];
    const facts = deepProbe(track(await createHttp({})), target(emulator.baseUrl), {
      timeoutMs: 30_000,
      signal: stop.signal,
      progress: (line) => {
        lines.push(line);
        if (line.includes("long prompt")) setTimeout(() => stop.abort(), 300);
      },
    });
    const { answer, tools, probes, partial } = await facts;
    expect({ answer, tools, partial }).toEqual({ answer: null, tools: null, partial: true });
    expect(Object.keys(probes)).toEqual(["small"]);
    expect(lines[0]).toBe("qwen3-coder-30b: waiting for an answer (1 of 4), at most 30 s");
  });

  test("Ollama's context, unknown before the load, is compared after it", async () => {
    const models = [{ id: "qwen3.5:9b", loaded: false }];
    const emulator = await start(ollama({ models, allocatedContext: 4_096 }));
    const setup = { baseUrl: emulator.baseUrl, model: "qwen3.5:9b" };
    expect((await doctor(setup)).findings).toMatchObject([
      { checkId: "ollama-v1-compat" },
      { checkId: "context-undeclared", status: "unverified" },
    ]);
    models[0] = { id: "qwen3.5:9b", loaded: true };
    expect(single(await doctor(setup, DEEP)).checkId).toBe("ollama-context-default");
  });

  test("mlx_lm has neither a context to tell nor chunked bodies", async () => {
    const emulator = await start(mlx());
    const result = await doctor({ id: "mlx", baseUrl: emulator.baseUrl }, DEEP);
    expect(single(result).checkId).toBe("context-undeclared");
    expect(verdicts(result)[0]).toMatchObject({ context: "unverified", answers: "pass", tools: "pass" });
  });
});
