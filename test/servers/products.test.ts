import { describe, expect, it } from "vitest";
import { ADAPTERS, productsAt } from "../../src/servers/registry.ts";
import {
  behind,
  closedPort,
  generic,
  litellm,
  llamacpp,
  mlx,
  ollama,
  type Profile,
  sglang,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { modelOf, probe, probed, start, track } from "./support.ts";

/** transformers 5.24. */
const TRANSFORMERS = {
  ownedBy: "local",
  headers: { "x-request-id": "9ede686e" },
  postRoutes: ["/load_model"],
  fastapi: true,
};
const LOADED = { created: 0, status: { value: "loaded" } };

describe("LM Studio", () => {
  it("0.4: the instance's context, not the model's maximum (scenarios 1, 2)", async () => {
    const state = await probed(startLmStudio({ loadedContext: 4096 }));
    expect(state).toMatchObject({ kind: "lmstudio", status: "ready", responsesApi: true, auth: "none" });
    expect(modelOf(state)).toMatchObject({
      id: "minimax/minimax-m2.1",
      loaded: true,
      contextAllocated: { value: 4096, confidence: "high" },
      contextTrained: { value: 196_608 },
      capabilities: { tools: true, vision: false, reasoning: false },
      quantization: "q4_k_m",
      instances: [{ id: "minimax/minimax-m2.1", context: 4096 }],
    });
  });

  it("downloaded, not loaded: unknown, with the reason; JIT on and off", async () => {
    const state = await probed(startLmStudio({ loadedContext: null }));
    expect(state.traits).toEqual(["jit-on"]);
    expect(modelOf(state)).toMatchObject({ loaded: false, contextAllocated: { value: null } });
    expect(modelOf(state).contextAllocated.source).toMatch(/not loaded/);
    const off = await probed(startLmStudio({ loadedContext: null, jit: false }));
    expect(off).toMatchObject({ status: "ready", traits: ["jit-off"] });
  });

  it("several instances: the one that the key reaches, else the largest", async () => {
    const instances = Object.entries({ "m:2": 32_768, m: 8192 }).map(([id, context]) => ({ id, context }));
    const model = modelOf(await probed(startLmStudio({ models: [{ key: "m", instances }] })));
    expect(model.contextAllocated.value).toBe(8192);
    expect(model.aliases).toEqual(["m:2"]);
    const others = instances.map((one) => ({ ...one, id: `other:${one.id}` }));
    const largest = modelOf(
      await probed(startLmStudio({ models: [{ key: "m", instances: others.reverse() }] })),
    );
    expect(largest.contextAllocated.value).toBe(32_768);
  });

  it("0.3: falls back to REST v0, then to the plain list (scenario 4)", async () => {
    const old = await probed(startLmStudio({ rest: "v0", loadedContext: 8192 }));
    expect(old).toMatchObject({ kind: "lmstudio", responsesApi: null });
    expect(modelOf(old)).toMatchObject({
      loaded: true,
      contextAllocated: { value: 8192, source: "GET /api/v0/models" },
      capabilities: { tools: true },
    });
    expect(modelOf(await probed(startLmStudio({ rest: "bare" })))).toMatchObject({
      loaded: null,
      contextAllocated: { value: null },
    });
  });

  it("types embeddings and vision models", async () => {
    const models = [
      { key: "text-embedding-nomic", type: "embedding" as const },
      { key: "seer", type: "vlm" as const },
    ];
    for (const rest of ["v1", "v0"] as const) {
      const state = await probed(startLmStudio({ models, rest }));
      expect(state.models.map((model) => model.type)).toEqual(["embedding", "vlm"]);
    }
  });
});

describe("vLLM and others on its port (scenarios 7, 8, 19)", () => {
  it("max_model_len is what it allocated; served names of one root are one model; LoRA rows share it", async () => {
    const models = [{ id: "coder", aliases: ["local-main"], allocatedContext: 65_536 }];
    const state = await probed(vllm({ models, lora: "sql", version: "0.21.0" }));
    expect(state).toMatchObject({ kind: "vllm", product: "vLLM", version: "0.21.0", responsesApi: true });
    expect(state.models.map((model) => [model.id, model.aliases, model.contextAllocated.value])).toEqual([
      ["coder", ["local-main"], 65_536],
      ["sql", [], 65_536],
    ]);
  });

  it("starting: refused, then ready", async () => {
    const port = await closedPort();
    expect(await probe(`http://127.0.0.1:${port}/v1`)).toMatchObject({ status: "refused" });
    track(await startEmulator(vllm(), { port }));
    expect(await probe(`http://127.0.0.1:${port}/v1`)).toMatchObject({ status: "ready", kind: "vllm" });
  });

  it.each([
    [
      "NVIDIA NIM",
      "vllm",
      generic({
        ownedBy: "vllm",
        routes: { "/v1/metadata": { version: "2.0" }, "/version": { version: "2.0.1" } },
      }),
    ],
    [
      "NVIDIA NIM",
      "openai-compatible",
      generic({ ownedBy: "system", routes: { "/v1/metadata": { version: "2.0" } } }),
    ],
    [
      "TensorRT-LLM",
      "openai-compatible",
      generic({ ownedBy: "tensorrt_llm", routes: { "/version": { version: "1.2" } } }),
    ],
    ["oMLX", "openai-compatible", generic({ ownedBy: "omlx" })],
    ["vllm-mlx", "openai-compatible", generic({ ownedBy: "vllm-mlx" })],
    ["ds4", "openai-compatible", generic({ ownedBy: "ds4.c" })],
    ["llama-cpp-python", "openai-compatible", generic({ ownedBy: "me" })],
    [
      "transformers serve",
      "openai-compatible",
      generic({ ...TRANSFORMERS, models: [{ id: "/models/x", row: LOADED }] }),
    ],
    ["transformers serve", "openai-compatible", generic({ ...TRANSFORMERS, models: [] })],
    // what its rows look like is not enough
    [
      "OpenAI-compatible server",
      "openai-compatible",
      generic({ ...TRANSFORMERS, models: [{ id: "x", row: LOADED }], fastapi: false }),
    ],
    [
      "OpenAI-compatible server",
      "openai-compatible",
      generic({ ...TRANSFORMERS, models: [{ id: "x", row: { ...LOADED, aliases: [] } }] }),
    ],
    [
      "transformers serve",
      "openai-compatible",
      generic({ ownedBy: "Qwen", models: [{ id: "Qwen/x", row: { created: 1795200000.5 } }] }),
    ],
  ])("%s", async (product, kind, profile) => {
    expect(await probed(profile)).toMatchObject({ product, kind, status: "ready" });
  });
});

describe("LiteLLM (scenarios 9, 10)", () => {
  it("reads a declared limit from its model list where the key may not read the rest (1.106)", async () => {
    const row = {
      id: "m",
      object: "model",
      created: 1677610602,
      owned_by: "openai",
      max_input_tokens: 65_536,
    };
    const server = behind(litellm(), (exchange) => {
      if (exchange.path === "/v1/models") exchange.json(200, { object: "list", data: [row] });
      else if (exchange.path === "/v1/model/info") exchange.json(403, { error: { message: "not allowed" } });
      else return false;
      return true;
    });
    const state = await probe((await start(server)).baseUrl);
    expect(state).toMatchObject({ kind: "litellm" });
    expect(modelOf(state)).toMatchObject({
      contextAllocated: { value: null },
      contextTrained: { value: 65_536, confidence: "low" },
    });
  });

  it("only declares figures, and names the backend without its password", async () => {
    const state = await probed(litellm({ declaredContext: 32_768, models: [{ id: "local-main" }] }));
    expect(state).toMatchObject({
      kind: "litellm",
      version: null,
      traits: ["gateway", "binds-all-by-default"],
    });
    const model = modelOf(state);
    expect(model.contextAllocated.value).toBeNull();
    expect(model.contextAllocated.source).toContain("http://***@127.0.0.1:8000/v1");
    expect(model.contextTrained).toMatchObject({ value: 32_768, confidence: "low" });
    expect(model).toMatchObject({ backend: "http://***@127.0.0.1:8000/v1", remote: false });
  });
});

describe("llama.cpp (scenarios 11 to 14)", () => {
  it("loading: 503 on every path, before it checks the key", async () => {
    const emulator = await start(llamacpp({ loading: true, apiKey: "k" }));
    const state = await probe(emulator.baseUrl, { apiKey: "wrong" });
    expect(state).toMatchObject({ status: "loading", kind: "llamacpp", detail: "503: Loading model" });
    emulator.options.loading = false;
    expect(await probe(emulator.baseUrl, { apiKey: "k" })).toMatchObject({ status: "ready" });
  });

  it("-np 4: the slot's context, aliases, version, quantization", async () => {
    const models = [{ id: "a", aliases: ["b/c"], allocatedContext: 4096, trainedContext: 131_072 }];
    const state = await probed(llamacpp({ models, slots: 4 }));
    expect(state).toMatchObject({ product: "llama.cpp", version: "b11669-Debian", responsesApi: true });
    expect(state.traits).toContain("unindexed-responses");
    expect(modelOf(state)).toMatchObject({
      aliases: ["b/c"],
      contextAllocated: { value: 4096, source: "GET /v1/models (meta.n_ctx)" },
      contextTrained: { value: 131_072 },
      slots: 4,
      quantization: "f16",
      capabilities: { tools: true, vision: false },
    });
  });

  it("router: ignores context_length, reads --ctx-size, loads nothing", async () => {
    const models = [{ id: "on", loaded: true }, { id: "off" }, { id: "broken" }];
    const state = await probed(llamacpp({ mode: "router", models, argsContext: 8192, failed: ["broken"] }));
    expect(state.product).toBe("llama.cpp router");
    expect(modelOf(state, "on")).toMatchObject({
      loaded: true,
      contextAllocated: { value: 8192, confidence: "high" },
    });
    expect(modelOf(state, "off")).toMatchObject({
      loaded: false,
      contextAllocated: { value: 8192, confidence: "medium" },
      contextTrained: { value: 262_144 },
    });
    expect(modelOf(state, "broken").problem).toBe("its last load failed with exit code 1");
    // the path is kept for the start command alone
    const { launchName: _path, ...shown } = modelOf(state, "on");
    expect(JSON.stringify(shown)).not.toContain("/home/someone");
  });
});

describe("Ollama (scenario 15) and imitations of it", () => {
  it("0.30 and later: context of loaded models, GPU share, cloud models", async () => {
    const models = [
      { id: "qwen3.5:9b", allocatedContext: 65_536 },
      { id: "big:120b-cloud", loaded: false },
      { id: "nomic-embed:latest", type: "embedding" as const, loaded: false },
    ];
    const state = await probed(ollama({ models, cloud: ["big:120b-cloud"], gpuShare: 0.5 }));
    expect(state).toMatchObject({ kind: "ollama", version: "0.33.0", responsesApi: true });
    expect(modelOf(state, "qwen3.5:9b")).toMatchObject({
      loaded: true,
      contextAllocated: { value: 65_536 },
      contextTrained: { value: 262_144 },
      sizeBytes: 8e9,
      gpuBytes: 4e9,
      capabilities: { tools: true },
    });
    expect(modelOf(state, "big:120b-cloud")).toMatchObject({ remote: true, loaded: null });
    expect(modelOf(state, "nomic-embed:latest")).toMatchObject({
      type: "embedding",
      aliases: ["nomic-embed"],
    });
  });

  it("before 0.30 it reads from /api/show what the list lacks", async () => {
    const state = await probed(
      ollama({ old: true, version: "0.12.0", numCtx: 16_384, models: [{ id: "m:7b", loaded: false }] }),
    );
    expect(state.responsesApi).toBe(false);
    expect(modelOf(state)).toMatchObject({
      loaded: false,
      contextAllocated: { value: 16_384, confidence: "medium" },
      contextTrained: { value: 262_144 },
      capabilities: { tools: true },
    });
  });

  it("a user's own model has the user's name as owner", async () => {
    const profile = ollama({ models: [{ id: "me/tuned:7b" }] });
    const inner = profile.handle;
    const state = await probed({
      ...profile,
      handle: (exchange) => {
        const row = { id: "me/tuned:7b", object: "model", created: 1762000000, owned_by: "me" };
        if (exchange.path === "/v1/models") return exchange.json(200, { object: "list", data: [row] });
        return inner(exchange);
      },
    });
    expect(state).toMatchObject({ kind: "ollama" });
  });

  it.each([
    [
      "KoboldCpp",
      generic({
        ownedBy: "koboldcpp",
        models: [{ id: "koboldcpp/m" }],
        routes: {
          "/api/version": { version: "0.7.0" },
          "/api/extra/version": { result: "KoboldCpp", version: "1.115" },
          "/api/extra/true_max_context_length": { value: 16_384 },
        },
      }),
      16_384,
    ],
    [
      "Docker Model Runner",
      generic({
        ownedBy: "docker",
        models: [{ id: "ai/qwen3:latest", row: { dmr: { context_window: 32_768, quantization: "Q4_K_M" } } }],
        routes: { "/api/version": { version: "0.1.0" } },
      }),
      32_768,
    ],
    [
      "llmman",
      generic({
        ownedBy: "llmman",
        models: [{ id: "m" }],
        routes: {
          "/api/version": { version: "217" },
          "/api/ps": { models: [{ name: "m", context_length: 8192 }] },
        },
      }),
      8192,
    ],
    [
      "Lemonade",
      generic({
        ownedBy: "lemonade",
        models: [{ id: "m" }],
        routes: {
          "/v1/health": {
            version: "11.7.0",
            all_models_loaded: [{ model_name: "m", recipe_options: { ctx_size: 4096 } }],
          },
        },
      }),
      4096,
    ],
    [
      "TabbyAPI",
      generic({ ownedBy: "tabbyAPI", routes: { "/v1/model": { parameters: { max_seq_len: 65_536 } } } }),
      65_536,
    ],
    [
      "LocalAI",
      generic({
        ownedBy: null,
        models: [{ id: "m" }],
        routes: {
          "/.well-known/localai.json": { version: "v4.9.0" },
          "/v1/models": { object: "list", data: [{ id: "m", object: "model" }] },
        },
      }),
      null,
    ],
  ])("%s", async (product, profile, context) => {
    const state = await probed(profile);
    expect(state).toMatchObject({ product, kind: "openai-compatible" });
    expect(modelOf(state).contextAllocated.value).toBe(context);
  });
});

describe("SGLang (scenario 17)", () => {
  it("is not taken for Ollama, and its secrets are not kept", async () => {
    const state = await probed(
      sglang({
        allocatedContext: 32_768,
        maxInput: 32_762,
        toolParser: null,
        apiKey: "sg-key-secret",
        version: "0.6.1",
      }),
      { apiKey: "sg-key-secret" },
    );
    expect(state).toMatchObject({
      kind: "sglang",
      version: "0.6.1",
      auth: "required",
      traits: ["no-tool-parser", "any-model-name", "adapter-after-colon"],
    });
    expect(modelOf(state)).toMatchObject({
      contextAllocated: { value: 32_768 },
      capabilities: { tools: false },
    });
    expect(JSON.stringify(state)).not.toMatch(/secret/);
  });
});

describe("MLX (scenario 20), the empty list (21), and other single readings", () => {
  it.each<[string, Profile, state: object, model?: object]>([
    [
      "mlx-lm: no owner, no limit, no Responses API",
      mlx(),
      { kind: "mlx", product: "mlx-lm", responsesApi: false, traits: ["no-context-limit"] },
      { loaded: null, contextAllocated: { value: null } },
    ],
    [
      "mlx-vlm: by its Server header; the limit from /health",
      mlx({ product: "mlx-vlm", allocatedContext: 32_768, version: "0.6.15" }),
      { kind: "mlx", product: "mlx-vlm", version: "0.6.15", responsesApi: true },
      { loaded: true, contextAllocated: { value: 32_768 }, capabilities: { tools: true } },
    ],
    [
      "an empty list is a model server without models",
      generic({ models: [] }),
      {
        ...{ status: "ready", kind: "openai-compatible", models: [] },
        detail: "OpenAI-compatible server lists no models",
      },
    ],
    ["Ollama without models", ollama({ models: [] }), { kind: "ollama", status: "ready", models: [] }],
    [
      "Ollama on the CPU: 0 bytes, not unknown",
      ollama({ gpuShare: 0, models: [{ id: "m:7b" }] }),
      {},
      { gpuBytes: 0 },
    ],
    ["vLLM before 0.10 had no Responses API", vllm({ version: "0.9.2" }), { responsesApi: false }],
    ["LiteLLM: max_input_tokens null is unknown", litellm(), {}, { contextTrained: { value: null } }],
    [
      "llama.cpp, old: the context in /props only, and no Responses API",
      llamacpp({ oldBuild: true, version: "b6500-abc", allocatedContext: 8192 }),
      { responsesApi: false },
      { contextAllocated: { value: 8192, source: "GET /props (n_ctx)" } },
    ],
    [
      "llama.cpp asleep, and a template without tools",
      llamacpp({ sleeping: true, templateTools: false }),
      { traits: expect.arrayContaining(["sleeping", "no-template-tools"]) },
      { loaded: false, capabilities: { tools: false } },
    ],
    [
      "llama.cpp router without --ctx-size: unknown until it is loaded",
      llamacpp({ mode: "router", models: [{ id: "off" }] }),
      {},
      { contextAllocated: { value: null } },
    ],
    [
      "SGLang: a lower limit of the server wins",
      sglang({ allocatedContext: 65_536, maxInput: 20_000 }),
      {},
      { contextAllocated: { value: 20_000, source: "GET /server_info (max_req_input_len)" } },
    ],
    [
      "SGLang without a key differs from vLLM in what it guards",
      sglang({ apiKey: "k" }),
      { status: "unauthorized", kind: "sglang" },
    ],
  ])("%s", async (_title, profile, wanted, model) => {
    const state = await probed(profile);
    expect(state).toMatchObject(wanted);
    if (model !== undefined) expect(modelOf(state)).toMatchObject(model);
  });
});

it.each(ADAPTERS.filter(({ kind }) => kind !== "openai-compatible"))(
  "the provider id that init writes for $label promises it, also as the second of its kind",
  ({ kind, provider }) => {
    const nothing = { kind: null, product: null };
    for (const id of [provider.id, `${provider.id}-2`])
      expect(productsAt(nothing, id, "http://127.0.0.1:1/v1").promised?.kind).toBe(kind);
  },
);
