import { describe, expect, it } from "vitest";
import { isPlaceholderKey } from "../../src/core/text.ts";
import { chooseApi } from "../../src/init/api.ts";
import { belowFloor, chooseContext, maxTokensFor } from "../../src/init/context.ts";
import { checkKeyEnv, chooseKey, defaultKeyEnv } from "../../src/init/key.ts";
import { chooseModel } from "../../src/init/model.ts";
import { networkNeeds } from "../../src/init/network.ts";
import { baseUrlFor, chooseProvider } from "../../src/init/provider.ts";
import { checkHosted, chooseRouting, currentRoute, planRoute } from "../../src/init/routing.ts";
import { chooseServer } from "../../src/init/server.ts";
import { sameServer } from "../../src/openclaw/same-server.ts";
import { viewConfig } from "../../src/openclaw/view.ts";
import { ADAPTERS } from "../../src/servers/registry.ts";
import { model, server } from "./states.ts";

const LM = "http://127.0.0.1:1234/v1";
const VLLM = "http://127.0.0.1:8000/v1";

describe("the server", () => {
  const small = server(VLLM, { models: [model("a", { allocated: 16_384 })] });
  const big = server(LM, { kind: "lmstudio", models: [model("b", { allocated: 65_536 })] });
  const generic = server("http://127.0.0.1:9000/v1", {
    kind: "openai-compatible",
    models: [model("c", { allocated: 131_072 })],
  });
  it("is a known product with the most context loaded, whatever the order", () => {
    for (const order of [
      [small, big, generic],
      [generic, big, small],
    ]) {
      expect(chooseServer(order, [])?.state).toBe(big);
    }
  });
  it("is the config's own, so that a second run changes nothing", () => {
    const choice = chooseServer([big, small], ["http://localhost:8000/v1"]);
    expect([choice?.state, choice?.why]).toEqual([small, "the config uses it already"]);
    expect(choice?.others).toEqual([big]);
  });
  it("is ready and has more than embedding models", () => {
    const embedder = server(LM, { models: [model("e", { type: "embedding", allocated: 9_999 })] });
    const loading = server(VLLM, { status: "loading", models: [model("a")] });
    expect(chooseServer([embedder, loading], [])).toBeNull();
  });
});

describe("the model", () => {
  const state = server(LM, {
    models: [
      model("text-embedding-x", { type: "embedding", allocated: 999_999 }),
      model("sleeping", { loaded: false, trained: 500_000 }),
      model("small", { allocated: 8_192 }),
      model("big", { allocated: 65_536 }),
      model("cloud", { allocated: 900_000, remote: true }),
    ],
  });
  it("is the loaded one with the most context, on this machine", () => {
    expect(chooseModel(state, null, [])).toMatchObject({
      value: { id: "big" },
      why: expect.stringContaining("65,536"),
    });
  });
  it("can call tools, loaded or not, unless only the loaded one can be used", () => {
    const capabilities = (tools: boolean) => ({ tools, vision: false, reasoning: false });
    const models = [
      { ...model("mute", { allocated: 65_536 }), capabilities: capabilities(false) },
      { ...model("able", { loaded: false }), capabilities: capabilities(true) },
    ];
    expect(chooseModel(server(LM, { models }), null, [])).toMatchObject({
      value: { id: "able" },
      why: "the first that can call tools; the loaded mute cannot",
    });
    expect(chooseModel(server(LM, { models, traits: ["jit-off"] }), null, []).value.id).toBe("mute");
    expect(chooseModel(server(LM, { models }), null, ["mute"]).value.id).toBe("mute");
  });
  it("stays the one that the config uses", () => {
    expect(chooseModel(state, null, ["gone", "sleeping"]).value.id).toBe("sleeping");
  });
  it("is what --model names, in any case, but never an embedding model or an unlisted one", () => {
    expect(chooseModel(state, "BIG", []).value.id).toBe("big");
    expect(() => chooseModel(state, "text-embedding-x", [])).toThrow(/not a chat model/);
    expect(() => chooseModel(state, "huge", [])).toThrow(/does not list the model "huge"/);
    // a part of one id is enough; of an embedding model's it is none
    expect(chooseModel(state, "leep", [])).toMatchObject({
      value: { id: "sleeping" },
      why: 'the only one that has "leep" in its id (--model)',
    });
    expect(() => chooseModel(state, "l", [])).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("part of several ids"),
        hint: expect.stringMatching(/^name one of these: sleeping, small and cloud$/),
      }),
    );
    expect(() => chooseModel(state, "embedding", [])).toThrow(/does not list/);
    const single = server(LM, { models: [model("only one")] });
    for (const empty of ["", " "]) expect(() => chooseModel(single, empty, [])).toThrow(/does not list/);
    expect(() => chooseModel(state, "smal1", [])).toThrow(
      expect.objectContaining({ exitCode: 1, hint: expect.stringMatching(/^did you mean small\?/) }),
    );
  });
  it("comes with a note when OpenClaw would misread its id", () => {
    const odd = server(LM, { models: [model("x@bf16"), model("x@q4_k_m"), model("x@8bit")] });
    expect(chooseModel(odd, "x@bf16", []).notes.join()).toContain("auth profile");
    expect(chooseModel(odd, "x@q4_k_m", []).notes).toEqual([]);
    expect(chooseModel(odd, "x@8bit", []).notes).toEqual([]);
  });
});

describe("the API", () => {
  const base = { responsesApi: null, wanted: null, template: null, existing: null, openclaw: "2026.9.6" };
  it.each([
    ["lmstudio", true, "openai-responses"],
    ["lmstudio", null, "openai-completions"],
    ["vllm", true, "openai-completions"],
    ["llamacpp", true, "openai-completions"],
    ["litellm", null, "openai-completions"],
    ["ollama", true, "ollama"],
    ["openai-compatible", null, "openai-completions"],
  ] as const)("of %s (Responses: %s) is %s", (kind, responsesApi, api) => {
    expect(chooseApi({ ...base, kind, responsesApi }).value).toBe(api);
  });
  it("of Ollama is one that the version knows", () => {
    const old = { ...base, kind: "ollama", openclaw: "2026.2.6-3" } as const;
    expect(chooseApi(old).value).toBe("openai-completions");
    expect(() => chooseApi({ ...old, wanted: "ollama" })).toThrow(/refuses the API ollama/);
    expect(chooseApi({ ...old, openclaw: "2026.2.26" }).value).toBe("ollama");
  });
  it("is what --api says, with an objection", () => {
    const choice = chooseApi({ ...base, kind: "llamacpp", wanted: "openai-responses" });
    expect(choice).toMatchObject({
      value: "openai-responses",
      notes: [expect.stringContaining("openai-completions")],
    });
  });
  it("stays as in a working entry, and changes when it is known to fail", () => {
    const keep = { ...base, kind: "lmstudio", responsesApi: true, existing: "openai-completions" } as const;
    expect(chooseApi(keep).value).toBe("openai-completions");
    expect(chooseApi({ ...base, kind: "vllm", existing: "openai-responses" }).value).toBe(
      "openai-completions",
    );
  });
});

describe("the context", () => {
  const ask = (
    own: Parameters<typeof model>[1],
    more: {
      wanted?: number;
      existing?: number;
      kind?: "lmstudio" | "ollama" | "vllm";
      api?: "ollama" | "openai-completions";
    } = {},
  ) =>
    chooseContext({
      kind: more.kind ?? "vllm",
      model: model("m", own),
      wanted: more.wanted ?? null,
      existing: more.existing ?? null,
      api: more.api,
    });
  it("is what OpenClaw asks of Ollama, where that has loaded a model with too little for a turn", () => {
    const loaded = { allocated: 4_096, trained: 131_072 };
    const native = { kind: "ollama", api: "ollama" } as const;
    expect(ask(loaded, native)).toMatchObject({
      value: { contextWindow: 65_536 },
      notes: [expect.stringContaining("has 4,096 tokens now; OpenClaw will ask for 65,536")],
    });
    expect(ask(loaded, { ...native, existing: 32_768 })?.value.contextWindow).toBe(32_768);
    expect(ask(loaded, { ...native, existing: 4_096 })?.value.contextWindow).toBe(65_536);
    expect(ask(loaded, { ...native, wanted: 40_960 })).toMatchObject({
      value: { contextWindow: 40_960 },
      notes: [],
    });
    expect(ask({ ...loaded, allocated: 32_768 }, native)?.value.contextWindow).toBe(32_768);
    expect(ask(loaded, { ...native, api: "openai-completions" })?.value.contextWindow).toBe(4_096);
  });
  it("is what the server allocated, not what the model could have", () => {
    expect(ask({ allocated: 32_768, trained: 262_144 })?.value).toEqual({
      contextWindow: 32_768,
      contextTokens: null,
      contextLimit: null,
    });
    expect(ask({ allocated: 65_536, trained: 196_608 }, { kind: "lmstudio" })?.value.contextTokens).toBe(
      65_536,
    );
  });
  it("is never guessed", () => {
    expect(ask({})).toBeNull();
  });
  it("is --context, with a note when the server has less", () => {
    expect(ask({ allocated: 8_192 }, { wanted: 65_536 })).toMatchObject({
      value: { contextWindow: 65_536 },
      notes: [expect.stringContaining("8,192")],
    });
  });
  it("stays as configured when the server does not report one, up to the model's maximum", () => {
    expect(ask({ trained: 131_072 }, { existing: 40_000 })?.value.contextWindow).toBe(40_000);
    expect(ask({ trained: 32_768 }, { existing: 40_000 })?.value.contextWindow).toBe(32_768);
  });
  it("of an unloaded model is planned when OpenClaw makes the server allocate it", () => {
    expect(ask({ loaded: false, trained: 262_144 }, { kind: "ollama" })).toMatchObject({
      value: { contextWindow: 65_536 },
      notes: [expect.stringContaining("--context")],
    });
    expect(ask({ trained: 262_144 })).toMatchObject({
      value: { contextWindow: 262_144 },
      notes: [expect.any(String)],
    });
  });
  it("leaves a quarter, at most 8,192, for output", () => {
    expect([16_384, 32_768, 196_608].map(maxTokensFor)).toEqual([4_096, 8_192, 8_192]);
  });
  it("below what a turn needs is reported, by version", () => {
    expect(belowFloor(16_384, "2026.9.6")).toBeNull();
    expect(belowFloor(16_384, "2026.8.1")?.minimum).toBeGreaterThan(29_000);
  });
});

describe("the key", () => {
  const base = {
    kind: "lmstudio",
    providerId: "lmstudio",
    baseUrl: LM,
    auth: "none",
    envName: null,
    existing: null,
    openclaw: "2026.9.6",
  } as const;
  it("of a server without keys on this machine is none, in which OpenClaw's doctor would see a secret", () => {
    expect(chooseKey(base).value).toEqual({ apiKey: null, forced: false });
  });
  it("of a server without keys elsewhere, or for an old OpenClaw, is a word that is not a secret", () => {
    const away = { ...base, baseUrl: "http://192.168.1.4:1234/v1" };
    expect(chooseKey(away).value).toEqual({ apiKey: "lmstudio", forced: false });
    expect(chooseKey({ ...base, openclaw: "2026.3.24" }).value.apiKey).toBe("lmstudio");
    expect(chooseKey({ ...away, kind: "openai-compatible" }).value.apiKey).toBe("local");
    // init masks secrets in its diff, and this must not look like one
    for (const { kind } of ADAPTERS) {
      const { apiKey } = chooseKey({ ...away, kind }).value;
      expect(isPlaceholderKey(apiKey ?? ""), `placeholderKey of src/servers/${kind}.ts`).toBe(true);
    }
  });
  it("of a server that requires one comes from the environment, with a note on where to put it", () => {
    const choice = chooseKey({ ...base, auth: "required" });
    expect(choice.value.apiKey).toBe("${LM_API_TOKEN}");
    expect(choice.notes.join()).toContain("~/.openclaw/.env");
    expect(chooseKey({ ...base, envName: "MY_KEY" }).value).toEqual({ apiKey: "${MY_KEY}", forced: true });
    expect(chooseKey({ ...base, envName: "K", openclaw: "2026.2.6-3" }).notes.join()).toContain(
      "refuses the whole config",
    );
  });
  it("that the entry has is kept", () => {
    const existing = { kind: "env", name: "X", form: "template" } as const;
    expect(chooseKey({ ...base, auth: "required", existing }).value.apiKey).toBeNull();
  });
  it("is added to an entry without one only when OpenClaw would refuse the entry", () => {
    const existing = { kind: "none" } as const;
    expect(chooseKey({ ...base, existing }).value.apiKey).toBeNull();
    expect(chooseKey({ ...base, existing, openclaw: "2026.2.6-3" }).value.apiKey).toBe("lmstudio");
    expect(chooseKey({ ...base, existing, baseUrl: "http://gpubox:1234/v1" }).value.apiKey).toBe("lmstudio");
  });
  it("has a variable name that OpenClaw substitutes", () => {
    expect(defaultKeyEnv("mlx", "my-box.2")).toBe("MY_BOX_2_API_KEY");
    expect(() => checkKeyEnv("lower")).toThrow(/substitutes/);
  });
});

describe("the provider", () => {
  const view = viewConfig({
    models: {
      providers: {
        gpu: { baseUrl: "http://localhost:8000/v1/", models: [] },
        vllm: { baseUrl: "http://10.0.0.2:8000/v1", models: [] },
      },
    },
  });
  it("is the entry that already points to the server", () => {
    const choice = chooseProvider({ view, baseUrl: VLLM, kind: "vllm", wantedId: null });
    expect(choice.value).toMatchObject({ id: "gpu", existing: { id: "gpu" } });
  });
  it("uses a free id rather than another server's", () => {
    const choice = chooseProvider({ view, baseUrl: "http://10.0.0.9:8000/v1", kind: "vllm", wantedId: null });
    expect(choice.value).toEqual({ id: "vllm-2", existing: null });
    expect(choice.notes.join()).toContain("10.0.0.2");
  });
  it("is --provider-id, checked", () => {
    expect(chooseProvider({ view, baseUrl: VLLM, kind: "vllm", wantedId: "vllm" }).value.existing?.id).toBe(
      "vllm",
    );
    expect(() => chooseProvider({ view, baseUrl: VLLM, kind: "vllm", wantedId: "LM Studio" })).toThrow(
      /not usable/,
    );
  });
  it("compares addresses by what they reach", () => {
    expect(sameServer("http://localhost:1234", "http://127.0.0.1:1234/v1/")).toBe(true);
    expect(sameServer("http://[::1]:1234/api/v1", LM)).toBe(true);
    expect(sameServer("http://127.0.0.1:1235/v1", LM)).toBe(false);
    expect(sameServer("https://127.0.0.1:1234/v1", LM)).toBe(false);
  });
  it("gets the base URL that its API needs", () => {
    expect(baseUrlFor("http://127.0.0.1:11434/v1", "ollama", "ollama")).toBe("http://127.0.0.1:11434");
    expect(baseUrlFor("http://127.0.0.1:11434", "openai-completions", "ollama")).toBe(
      "http://127.0.0.1:11434/v1",
    );
    expect(baseUrlFor("http://0.0.0.0:8000/v1/", "openai-completions", "vllm")).toBe(VLLM);
  });
});

describe("the network", () => {
  const needs = (baseUrl: string, providerId = "local") =>
    networkNeeds({ baseUrl, providerId, api: "openai-completions" });
  it("needs nothing on loopback, whatever the spelling", () => {
    expect([LM, "http://localhost:1/v1", "http://[::1]:1/v1"].map((u) => needs(u))).toEqual([{}, {}, {}]);
  });
  it("needs a longer time limit and a permission for a local host name", () => {
    expect(needs("http://gpubox:8000/v1")).toEqual({
      timeoutSeconds: 600,
      request: { allowPrivateNetwork: true },
      compat: { supportsUsageInStreaming: true },
    });
    expect(needs("http://gpubox:8000/v1", "vllm")).toEqual({
      request: { allowPrivateNetwork: true },
    });
    expect(needs("http://192.168.1.4:8000/v1", "vllm")).toEqual({});
    expect(needs("http://gpu.lan:8000/v1")).toEqual(needs("http://gpubox:8000/v1"));
    // only these very ids count, and what follows them after a dash
    expect(needs("http://gpu.lan:8000/v1", "vllm-2").timeoutSeconds).toBeUndefined();
    expect(needs("http://gpu.lan:8000/v1", "vllmx").timeoutSeconds).toBe(600);
  });
});

describe("the routing", () => {
  const current = (primary: string | null, fallbacks: string[] = []) => {
    const value = { agents: { defaults: { model: primary === null ? {} : { primary, fallbacks } } } };
    return currentRoute(viewConfig(value), value);
  };
  const choose = (now: ReturnType<typeof current>, hostedFlags: string[] = []) =>
    chooseRouting({ wanted: null, template: null, hostedFlags, current: now }).value;
  it("defaults to what the config does, and adds no hosted model unasked", () => {
    expect(choose(current(null))).toBe("local-only");
    expect(choose(current("anthropic/a"))).toBe("local-first");
    expect(choose(current("lmstudio/m"))).toBe("local-only");
    expect(choose(current("lmstudio/m", ["anthropic/a"]))).toBe("local-first");
    expect(choose(current("anthropic/a", ["lmstudio/m"]))).toBe("hosted-first");
    expect(choose(current(null), ["anthropic/a"])).toBe("local-first");
  });
  it.each([
    ["hosted-first", "anthropic/a", ["vllm/m", "openai/b"]],
    ["local-first", "vllm/m", ["anthropic/a", "openai/b"]],
    ["local-only", "vllm/m", []],
  ] as const)("%s orders the models, and a second run keeps the order", (routing, primary, fallbacks) => {
    const local = "vllm/m";
    const first = planRoute({
      routing,
      local,
      hostedFlags: [],
      current: current("anthropic/a", ["openai/b"]),
    });
    expect(first.value).toEqual({ primary, fallbacks });
    const second = planRoute({ routing, local, hostedFlags: [], current: current(primary, [...fallbacks]) });
    if (routing !== "local-only") expect(second.value).toEqual(first.value);
  });
  it("local-only reports which hosted models it removes, and keeps local ones", () => {
    const now = current("lmstudio/m", ["anthropic/a", "ollama/x"]);
    const choice = planRoute({ routing: "local-only", local: "lmstudio/m", hostedFlags: [], current: now });
    expect(choice.value.fallbacks).toEqual(["ollama/x"]);
    expect(choice.notes.join()).toContain("anthropic/a");
  });
  it("requires --hosted when it needs a hosted model", () => {
    const plan = () =>
      planRoute({ routing: "local-first", local: "a/b", hostedFlags: [], current: current(null) });
    expect(plan).toThrow(/needs a hosted model/);
    expect(() => checkHosted(["sonnet"], viewConfig({}), {})).toThrow(/not a model ref/);
    expect(() => checkHosted(["lmstudio/m"], viewConfig({}), {})).toThrow(/local model/);
  });
  it("reports that OpenClaw removed a hosted model", () => {
    const hostedFlags = ["anthropic/claude-sonnet-4-5"];
    const choice = planRoute({ routing: "local-first", local: "a/b", hostedFlags, current: current(null) });
    expect(choice.notes.join()).toContain("anthropic/claude-sonnet-4-6");
  });
});
