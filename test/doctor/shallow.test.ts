import { describe, expect, test } from "vitest";
import {
  assertHarmless,
  litellm,
  llamacpp,
  mlx,
  ollama,
  sglang,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { doctor, single, start, track, verdicts } from "./harness.ts";

const KEY = "minimax/minimax-m2.1";
const GOOD = { reachable: "pass", listed: "pass", context: "pass", answers: "skip", tools: "skip" };

describe("healthy servers: no finding at all", () => {
  test.each([
    ["vllm", vllm(), "qwen3-coder-30b"],
    ["llama-cpp", llamacpp(), "qwen3-coder-30b"],
    ["sglang", sglang(), "qwen3-coder-30b"],
    ["ollama", ollama(), "qwen3.5:9b"],
  ])("%s", async (id, profile, model) => {
    const emulator = await start(profile);
    const result = await doctor({ id, baseUrl: emulator.baseUrl, model });
    expect(result.findings).toEqual([]);
    expect(verdicts(result)).toEqual([GOOD]);
    assertHarmless(emulator);
  });

  test("lmstudio", async () => {
    const studio = track(await startLmStudio());
    const result = await doctor({
      id: "lmstudio",
      baseUrl: studio.baseUrl,
      model: KEY,
      api: "openai-responses",
    });
    expect(result.findings).toEqual([]);
    expect(verdicts(result)).toEqual([GOOD]);
    expect(result.endpoints[0]?.models[0]).toMatchObject({
      ref: `lmstudio/${KEY}`,
      served: true,
      loaded: true,
      contextConfigured: 65_536,
      contextAllocated: 65_536,
      contextTrained: 196_608,
    });
    assertHarmless(studio);
  });
});

describe("the model list", () => {
  test("an id that is a typo away", async () => {
    const emulator = await start(vllm());
    const result = await doctor({ baseUrl: emulator.baseUrl, model: "qwen3-code-30b" });
    const finding = single(result);
    expect(finding).toMatchObject({
      checkId: "model-id-not-served",
      severity: "error",
      path: "models.providers.local.models[0].id",
      target: "local/qwen3-code-30b",
    });
    expect(finding.fix).toMatchObject({
      safe: false,
      edits: [
        { op: "set", path: "models.providers.local.models[0].id", value: "qwen3-coder-30b" },
        { op: "set", path: "agents.defaults.model.primary", value: "local/qwen3-coder-30b" },
      ],
    });
    expect(verdicts(result)[0]).toMatchObject({ reachable: "pass", listed: "fail", context: "skip" });
  });

  test("an alias counts; a server that answers every id makes it a warning", async () => {
    const aliased = await start(vllm({ models: [{ id: "a-model", aliases: ["other-name"] }] }));
    expect((await doctor({ baseUrl: aliased.baseUrl, model: "other-name" })).findings).toEqual([]);
    const careless = await start(llamacpp());
    const finding = single(await doctor({ baseUrl: careless.baseUrl, model: "something-else" }));
    expect(finding).toMatchObject({ checkId: "model-id-not-served", severity: "warning" });
  });

  test("a primary without a row that the server does not have", async () => {
    const emulator = await start(vllm());
    const result = await doctor({ baseUrl: emulator.baseUrl, primary: "local/nowhere" });
    expect(single(result)).toMatchObject({
      checkId: "model-id-not-served",
      path: "agents.defaults.model.primary",
    });
  });

  test("Ollama: the command that brings the model", async () => {
    const emulator = await start(ollama());
    const finding = single(
      await doctor({ id: "ollama", api: "ollama", baseUrl: emulator.origin, model: "gpt-oss:20b" }),
    );
    expect(finding.fix?.commands).toEqual(["ollama pull gpt-oss:20b"]);
  });

  test("an empty list", async () => {
    const emulator = await start(vllm({ models: [] }));
    const finding = single(await doctor({ baseUrl: emulator.baseUrl }));
    expect(finding).toMatchObject({ checkId: "no-model-served", severity: "error" });
  });

  test("an embedding model that an agent runs on", async () => {
    const embedding = {
      key: "text-embedding-nomic-embed-text-v1.5",
      type: "embedding" as const,
      maxContext: 2048,
    };
    const loaded = { key: KEY, instances: [{ id: KEY, context: 65_536 }] };
    const studio = track(await startLmStudio({ models: [embedding, loaded] }));
    const finding = single(await doctor({ id: "lmstudio", baseUrl: studio.baseUrl, model: embedding.key }));
    expect(finding).toMatchObject({ checkId: "embedding-as-chat", severity: "error" });
    expect(finding.fixHint).toContain(KEY);
  });

  test("a router's model whose load failed", async () => {
    const models = [{ id: "big", loaded: false }];
    const emulator = await start(llamacpp({ mode: "router", models, failed: ["big"] }));
    const finding = single(await doctor({ baseUrl: emulator.baseUrl, model: "big" }));
    expect(finding).toMatchObject({ checkId: "model-load-failed", severity: "error" });
    assertHarmless(emulator);
  });
});

describe("context", () => {
  test("LM Studio, not loaded: one error with the load command", async () => {
    const studio = track(await startLmStudio({ loadedContext: null }));
    const row = { contextWindow: 196_608 };
    const result = await doctor({ id: "lmstudio", baseUrl: studio.baseUrl, model: KEY, row });
    const finding = single(result);
    expect(finding).toMatchObject({ checkId: "lmstudio-unloaded", severity: "error", status: "found" });
    expect(finding.fix?.commands).toEqual([`lms load ${KEY} --context-length 196608 --yes`]);
    expect(verdicts(result)[0]).toMatchObject({ listed: "pass", context: "fail", answers: "skip" });
  });

  test("LM Studio, loaded with 4096: one error, whose command gives enough", async () => {
    const studio = track(await startLmStudio({ loadedContext: 4_096 }));
    const row = { contextWindow: 120_000 };
    const finding = single(await doctor({ id: "lmstudio", baseUrl: studio.baseUrl, model: KEY, row }));
    expect(finding).toMatchObject({ checkId: "context-server-below-config", severity: "error" });
    expect(finding.evidence).toMatchObject({ configured: 120_000, allocated: 4_096 });
    expect(finding.fix).toEqual({
      commands: [`lms unload ${KEY}`, `lms load ${KEY} --context-length 120000 --yes`],
      edits: [],
      safe: false,
    });
  });

  test("the server has less than the config, but enough: both ways out", async () => {
    const emulator = await start(vllm({ allocatedContext: 65_536 }));
    const row = { contextWindow: 131_072, maxTokens: 65_536 };
    const finding = single(await doctor({ baseUrl: emulator.baseUrl, row }));
    expect(finding).toMatchObject({ checkId: "context-server-below-config", severity: "error" });
    expect(finding.path).toBe("models.providers.local.models[0].contextWindow");
    expect(finding.fix).toMatchObject({
      safe: true,
      edits: [
        { op: "set", path: "models.providers.local.models[0].contextWindow", value: 65_536 },
        { op: "set", path: "models.providers.local.models[0].maxTokens", value: 8_192 },
      ],
    });
    expect(finding.fix?.commands[0]).toContain("--max-model-len 131072");
  });

  test("contextTokens is what counts when it is there", async () => {
    const emulator = await start(vllm({ allocatedContext: 65_536 }));
    const row = { contextWindow: 131_072, contextTokens: 65_536 };
    expect((await doctor({ baseUrl: emulator.baseUrl, row })).findings).toEqual([]);
  });

  test("both small: the floor, as error and as warning", async () => {
    const small = await start(vllm({ allocatedContext: 8_192 }));
    const error = single(await doctor({ baseUrl: small.baseUrl, row: { contextWindow: 8_192 } }));
    expect(error).toMatchObject({ checkId: "context-below-floor", severity: "error" });
    expect(error.fix?.commands[0]).toContain("--max-model-len 32768");
    const tight = await start(vllm({ allocatedContext: 24_576 }));
    const warning = single(await doctor({ baseUrl: tight.baseUrl, row: { contextWindow: 24_576 } }));
    expect(warning).toMatchObject({ checkId: "context-below-floor", severity: "warning" });
  });

  test("the floor follows the OpenClaw version", async () => {
    const emulator = await start(vllm({ allocatedContext: 40_960 }));
    const setup = { baseUrl: emulator.baseUrl, row: { contextWindow: 40_960 } };
    expect((await doctor(setup)).findings).toEqual([]);
    const old = await doctor(setup, { openclaw: { version: "2026.8.2", source: "flag" } });
    expect(single(old)).toMatchObject({ checkId: "context-below-floor", severity: "warning" });
  });

  test("a small config on a large server raises the config", async () => {
    const emulator = await start(vllm());
    const finding = single(await doctor({ baseUrl: emulator.baseUrl, row: { contextWindow: 8_192 } }));
    expect(finding).toMatchObject({ checkId: "context-below-floor", severity: "error" });
    expect(finding.fix).toMatchObject({ commands: [], edits: [{ value: 65_536 }] });
  });

  test("llama.cpp with divided slots says so; a small shared context does not", async () => {
    const split = await start(llamacpp({ slots: 8, allocatedContext: 8_192 }));
    const finding = single(await doctor({ baseUrl: split.baseUrl }));
    expect(finding).toMatchObject({ checkId: "llamacpp-slots-split-context", severity: "error" });
    expect(finding.fix?.commands[0]).toMatch(/-c 65536 -np 1/);
    const four = await start(llamacpp({ slots: 4, allocatedContext: 16_384 }));
    expect(single(await doctor({ baseUrl: four.baseUrl })).checkId).toBe("llamacpp-slots-split-context");
    const small = await start(llamacpp({ allocatedContext: 8_192 }));
    expect(single(await doctor({ baseUrl: small.baseUrl })).checkId).toBe("context-server-below-config");
  });

  test("Ollama: loaded with its default, and what a request asks for itself", async () => {
    const emulator = await start(ollama({ allocatedContext: 4_096 }));
    const setup = { id: "ollama", api: "ollama", baseUrl: emulator.origin, model: "qwen3.5:9b" };
    const finding = single(await doctor(setup));
    expect(finding).toMatchObject({ checkId: "ollama-context-default", severity: "error" });
    expect(finding.fix).toEqual({
      commands: [],
      edits: [{ op: "set", path: "models.providers.ollama.models[0].params.num_ctx", value: 65_536 }],
      safe: false,
    });
    expect((await doctor({ ...setup, row: { params: { num_ctx: 65_536 } } })).findings).toEqual([]);
  });

  test.each([
    ["litellm", litellm()],
    ["mlx", mlx()],
  ])("%s does not tell: unverified, not wrong", async (id, profile) => {
    const emulator = await start(profile);
    const result = await doctor({ id, baseUrl: emulator.baseUrl });
    expect(single(result)).toMatchObject({
      checkId: "context-undeclared",
      severity: "info",
      status: "unverified",
    });
    expect(verdicts(result)[0]).toMatchObject({ listed: "pass", context: "unverified" });
    assertHarmless(emulator);
  });

  test("a model that is in memory twice", async () => {
    const instances = [
      { id: KEY, context: 65_536 },
      { id: `${KEY}:2`, context: 8_192 },
    ];
    const studio = track(await startLmStudio({ models: [{ key: KEY, instances }] }));
    const finding = single(await doctor({ id: "lmstudio", baseUrl: studio.baseUrl, model: KEY }));
    expect(finding).toMatchObject({ checkId: "lmstudio-duplicate-instance", severity: "warning" });
    expect(finding.fix?.commands).toEqual([`lms unload ${KEY}:2`]);
  });

  test("a model that is partly on the CPU", async () => {
    const emulator = await start(ollama({ gpuShare: 0.4 }));
    const finding = single(await doctor({ baseUrl: emulator.baseUrl, model: "qwen3.5:9b" }));
    expect(finding).toMatchObject({ checkId: "cpu-offload", severity: "warning" });
    expect(finding.message).toContain("40%");
  });
});

describe("what an inference would meet, seen without one", () => {
  test("openai-responses on a server without it", async () => {
    const emulator = await start(mlx());
    const result = await doctor({ id: "mlx", baseUrl: emulator.baseUrl, api: "openai-responses" });
    const [finding] = result.findings.filter((f) => f.status === "found");
    expect(finding).toMatchObject({ checkId: "responses-unsupported", severity: "error" });
    expect(finding?.fix).toEqual({
      commands: [],
      edits: [{ op: "set", path: "models.providers.mlx.api", value: "openai-completions" }],
      safe: true,
    });
  });

  test("a model without tools", async () => {
    const emulator = await start(ollama({ models: [{ id: "tiny:1b", tools: false }] }));
    const setup = { baseUrl: emulator.baseUrl, model: "tiny:1b" };
    expect(single(await doctor(setup))).toMatchObject({ checkId: "model-lacks-tools", severity: "error" });
    const chatOnly = { ...setup, row: { compat: { supportsTools: false } } };
    expect((await doctor(chatOnly)).findings).toEqual([]);
  });

  test("SGLang without a tool parser", async () => {
    const emulator = await start(sglang({ toolParser: null }));
    const finding = single(await doctor({ id: "sglang", baseUrl: emulator.baseUrl }));
    expect(finding).toMatchObject({ checkId: "tool-calls-as-text", severity: "error" });
    assertHarmless(emulator);
  });
});
