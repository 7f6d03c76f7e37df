import { describe, expect, test } from "vitest";
import { startDeadline } from "../../src/doctor/deadline.ts";
import { createHttp } from "../../src/io/http.ts";
import { type InferenceTarget, PLAIN_SHAPE, type SendTools } from "../../src/turn/types.ts";
import { sendInference } from "../../src/turn/wire/send.ts";
import { type Profile, startLmStudio, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { configOn, doctorHere } from "../support/doctor.ts";
import { doctor, start, track, verdicts } from "./harness.ts";

const IDS = ["first", "second", "third"];

/** A config with three models of one server; `providers` of them name it. */
function threeModels(baseUrl: string, providers = ["local"]): string {
  const models = IDS.map((id) => ({ id, name: id, contextWindow: 65_536, maxTokens: 8_192 }));
  const [primary, ...fallbacks] = providers.flatMap((name) => IDS.map((id) => `${name}/${id}`));
  return JSON.stringify({
    models: {
      providers: Object.fromEntries(
        providers.map((name) => [name, { baseUrl, api: "openai-completions", apiKey: name, models }]),
      ),
    },
    agents: { defaults: { model: { primary, fallbacks }, heartbeat: { every: "0m" } } },
    memory: { search: { enabled: false } },
  });
}

const withModels = (options: Parameters<typeof vllm>[0] = {}) =>
  vllm({ ...options, models: IDS.map((id) => ({ id })) });

/** A server that answers inferences as `say` says first, in this order, and then as it is. */
function saying(profile: Profile, say: readonly (readonly [number, object, Record<string, string>?])[]) {
  const left = [...say];
  return {
    ...profile,
    handle(exchange: Parameters<Profile["handle"]>[0]) {
      const next = exchange.method === "POST" ? left.shift() : undefined;
      if (next === undefined) return profile.handle(exchange);
      return exchange.json(next[0], { error: next[1] as { message: string } }, next[2] ?? {});
    },
  };
}

const posts = ({ requests }: { requests: readonly { method: string; body: string }[] }) =>
  requests.filter(({ method }) => method === "POST");

describe("a server that hangs", () => {
  test("one inference for a server that hangs, whatever its models", async () => {
    const emulator = await start(withModels({ chat: "hang" }));
    const result = await doctor(threeModels(emulator.baseUrl), { deep: true, deepTimeoutMs: 400 });
    expect(posts(emulator)).toHaveLength(1);
    expect(result.findings.map((f) => [f.checkId, f.status])).toEqual([
      ["no-answer", "found"],
      ["not-asked", "unverified"],
    ]);
    expect(result.findings[1]?.message).toContain("local/second and local/third were not asked");
    expect(result.findings[0]?.message).toMatch(/nothing came within \d+ ms \(--deep-timeout\)/);
    expect(verdicts(result)[0]).toMatchObject({ context: "pass", answers: "fail", tools: "unverified" });
  });

  test.each([
    ["with its first token", "answer", false],
    ["with its first token, where tools are offered", "tools", true],
  ] as const)("nor for one that stops %s", async (_title, probe, withTools) => {
    const profile = withModels();
    const emulator = await start({
      ...profile,
      async handle(exchange) {
        const isTurn = exchange.method === "POST" && (!withTools || exchange.body.includes('"tools"'));
        if (!isTurn) return profile.handle(exchange);
        exchange.open(200, { "content-type": "text/event-stream" });
        return exchange.write('data: {"choices":[{"index":0,"delta":{"content":"po"}}]}\n\n');
      },
    });
    const result = await doctor(threeModels(emulator.baseUrl), { deep: true, deepTimeoutMs: 1_000 });
    const asked = posts(emulator).map(({ body }) => JSON.parse(body)["model"]);
    expect(new Set(asked)).toEqual(new Set(["first"]));
    const wanted = probe === "answer" ? "no-answer" : "tools-error";
    expect(result.findings.map((f) => `${f.status} ${f.checkId}`).sort()).toEqual(
      [`found ${wanted}`, "unverified not-asked"].sort(),
    );
    if (probe === "answer") expect(result.findings[0]?.message).toMatch(/it began, and nothing more came/);
  });

  test("a slow server is no server that fails with tools", async () => {
    const profile = withModels();
    const emulator = await start({
      ...profile,
      async handle(exchange) {
        if (exchange.method === "POST") {
          const ms = exchange.body.includes('"tools"') ? 3_000 : 400;
          await new Promise((resolve) => setTimeout(resolve, ms));
        }
        return profile.handle(exchange);
      },
    });
    const result = await doctor(threeModels(emulator.baseUrl), { deep: true, deepTimeoutMs: 1_500 });
    expect(result.findings.find((f) => f.checkId === "tools-error")).toMatchObject({
      status: "unverified",
      message: expect.stringMatching(/had not answered after .* \(--deep-timeout\)/),
    });
    // the other models of the server were not asked
    expect(verdicts(result)[0]).toMatchObject({ answers: "unverified", tools: "unverified" });
  }, 20_000);

  test("nor for a second provider with another key", async () => {
    const emulator = await start(withModels({ chat: "hang" }));
    const result = await doctor(threeModels(emulator.baseUrl, ["one", "two"]), {
      deep: true,
      deepTimeoutMs: 400,
    });
    expect(posts(emulator)).toHaveLength(1);
    expect(verdicts(result)[1]).toMatchObject({
      context: "pass",
      answers: "unverified",
      tools: "unverified",
    });
  });

  test("--timeout is for reads and does not bound an inference", async () => {
    const emulator = await start(withModels({ speed: { read: 12_000 } }));
    const result = await doctor(threeModels(emulator.baseUrl), {
      deep: true,
      timeoutMs: 700,
      deepTimeoutMs: 30_000,
    });
    expect(result.findings).toEqual([]);
    expect(verdicts(result)[0]).toMatchObject({ answers: "pass", tools: "pass" });
  }, 40_000);
});

describe("--max-time", () => {
  test("at the deadline the report has what is known", async () => {
    const emulator = await start(withModels({ chat: "hang" }));
    const deadline = startDeadline(1_500);
    const result = await doctor(threeModels(emulator.baseUrl), {
      deep: true,
      deepTimeoutMs: 60_000,
      deadline,
    });
    expect(result).toMatchObject({ interrupted: false, outOfTime: true });
    expect(verdicts(result)[0]).toMatchObject({
      reachable: "pass",
      context: "pass",
      answers: "unverified",
      tools: "unverified",
    });
    expect(result.findings).toMatchObject([
      {
        checkId: "out-of-time",
        status: "unverified",
        message:
          "After 1.5 s (--max-time) local/first, local/second and local/third were not examined to the end",
        evidence: { endpoints: [], models: IDS.map((id) => `local/${id}`) },
      },
    ]);
  });

  test("the run was not completed, so its status is 1", async () => {
    const emulator = await start(withModels({ chat: "hang" }));
    const machine = new FakeMachine();
    const path = configOn(machine, threeModels(emulator.baseUrl));
    const args = ["--config", path, "--openclaw-version", "2026.9.6", "--deep", "--max-time", "1500ms"];
    const seen = await doctorHere(args, machine);
    expect(seen).toMatchObject({ code: 1, report: { ok: false, outOfTime: true } });
    expect(seen.brief).toContain("warning out-of-time");
  });

  test("a run that ends before it is whole", async () => {
    const emulator = await start(withModels());
    const deadline = startDeadline(60_000);
    const result = await doctor(threeModels(emulator.baseUrl), { deep: true, deadline });
    expect(result).toMatchObject({ findings: [], outOfTime: false });
  });
});

describe("a busy server", () => {
  const BUSY = { message: "Another generation is running, try again", type: "rate_limit_error" };

  test.each([
    [429, BUSY],
    [503, BUSY],
    [503, { message: "Loading model" }],
  ])("%s %o once: asked again, and nothing is concluded", async (status, error) => {
    const emulator = await start(saying(vllm(), [[status, error, { "retry-after": "0" }]]));
    const result = await doctor({ baseUrl: emulator.baseUrl }, { deep: true, deepTimeoutMs: 30_000 });
    expect(result.findings).toEqual([]);
    const [first] = posts(emulator);
    expect(posts(emulator).filter(({ body }) => body === first?.body)).toHaveLength(2);
  });

  test("still busy: one finding for all of its models, and no other", async () => {
    const busy = Array.from({ length: 99 }, () => [429, BUSY, { "retry-after": "0" }] as const);
    const emulator = await start(saying(withModels(), busy));
    const result = await doctor(threeModels(emulator.baseUrl), { deep: true, deepTimeoutMs: 1_500 });
    expect(result.findings.map((f) => `${f.status} ${f.checkId}`)).toEqual(["unverified server-busy"]);
    expect(new Set(posts(emulator).map(({ body }) => JSON.parse(body)["model"]))).toEqual(new Set(["first"]));
    expect(verdicts(result)[0]).toMatchObject({
      context: "pass",
      answers: "unverified",
      tools: "unverified",
    });
  });

  const send = async (say: Parameters<typeof saying>[1], more: Partial<SendTools> = {}) => {
    const emulator = await start(saying(vllm(), say));
    const target: InferenceTarget = {
      baseUrl: emulator.baseUrl,
      route: "chat",
      model: "qwen3-coder-30b",
      apiKey: null,
      askContext: null,
      shape: PLAIN_SHAPE,
    };
    const waits: (string | null)[] = [];
    const tools: SendTools = {
      ...{ http: track(await createHttp({})), target, timeoutMs: 30_000 },
      waiting: (what) => waits.push(what),
      ...more,
    };
    const turn = { messages: [{ role: "user", text: "hi" }], tools: [], maxTokens: 16 } as const;
    return { seen: await sendInference(tools, turn), waits, count: posts(emulator).length };
  };

  test.each([502, 503])("a %i without a word is waited for, and stays a failure", async (status) => {
    const away = [status, { message: "no upstream" }] as const;
    expect(await send([away])).toMatchObject({
      seen: { error: null },
      waits: ["the server is away", null],
      count: 2,
    });
    expect(await send([away, away, away])).toMatchObject({ seen: { errorKind: "other", status }, count: 3 });
  });

  test("a quota is not waited for", async () => {
    const quota = { message: "You exceeded your current quota", type: "insufficient_quota" };
    const { seen, waits, count } = await send([[429, quota, { "retry-after": "1" }]]);
    expect({ kind: seen.errorKind, waits, count }).toEqual({ kind: "other", waits: [], count: 1 });
  });

  test("nor a gateway's cooldown", async () => {
    const cooldown = { message: "No deployments available for selected model, Try again in 5 seconds." };
    expect((await send([[429, cooldown]])).count).toBe(1);
  });

  test("what is waited for is said, and a time limit ends it", async () => {
    const busy = [429, BUSY, { "retry-after": "30" }] as const;
    const { seen, waits, count } = await send(
      Array.from({ length: 20 }, () => busy),
      { timeoutMs: 1_500 },
    );
    expect(seen).toMatchObject({ errorKind: "busy", status: 429 });
    expect(waits.slice(0, 2)).toEqual(["the server is busy", null]);
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(6);
  });

  test("Ctrl-C ends the wait", async () => {
    const stop = new AbortController();
    const { seen } = await send([[429, BUSY, { "retry-after": "20" }]], {
      timeoutMs: 60_000,
      signal: stop.signal,
      waiting: () => stop.abort(),
    });
    expect(seen.errorKind).toBe("busy");
  });
});

describe("a model that LM Studio has to load", () => {
  const setup = (baseUrl: string) => ({ id: "lmstudio", model: "minimax/minimax-m2.1", baseUrl });

  test("one that crashes while loading: its load is the finding", async () => {
    const studio = track(await startLmStudio({ loadedContext: null, jit: false, loads: "crashes" }));
    const { findings } = await doctor(setup(studio.baseUrl), { deep: true });
    expect(findings.map((f) => `${f.severity} ${f.checkId}`)).toEqual(["error model-load-failed"]);
    expect(findings[0]?.message).toMatch(/with 65,536 tokens of context: HTTP 500 “The model has crashed/);
  });

  test("one that just-in-time loading saves: the turn is sent all the same, as OpenClaw does", async () => {
    const studio = track(await startLmStudio({ loadedContext: null, loads: "no-memory" }));
    const { findings } = await doctor(setup(studio.baseUrl), { deep: true });
    expect(findings.map((f) => `${f.severity} ${f.checkId}`)).toEqual(["error context-server-below-config"]);
  });

  test("nothing is loaded without --deep, nor a model that is in memory", async () => {
    const idle = track(await startLmStudio({ loadedContext: null }));
    await doctor(setup(idle.baseUrl));
    expect(posts(idle)).toEqual([]);
    const ready = track(await startLmStudio());
    await doctor(setup(ready.baseUrl), { deep: true });
    expect(ready.requests.filter(({ path }) => path.endsWith("/load"))).toEqual([]);
  });
});
