import { describe, expect, test } from "vitest";
import { CONFIG_CHECKS } from "../../src/checks/config/registry.ts";
import type { EndpointFacts } from "../../src/checks/facts.ts";
import { ALL_CHECKS, CHECKS } from "../../src/checks/registry.ts";
import { evaluate } from "../../src/checks/run/endpoint.ts";
import { interrupted } from "../../src/checks/tool/interrupted.ts";
import type { Check, CheckContext } from "../../src/checks/types.ts";
import { UserError } from "../../src/core/errors.ts";
import { VERDICTS } from "../../src/core/report.ts";
import { nearestServed } from "../../src/doctor/match.ts";
import { createHttp } from "../../src/io/http.ts";
import { probeServer } from "../../src/servers/identify.ts";
import { productsAt } from "../../src/servers/registry.ts";
import {
  carriesKey,
  closedPort,
  type Emulator,
  generic,
  litellm,
  llamacpp,
  ollama,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { doctor, single, start, track, verdicts } from "./harness.ts";

describe("registry", () => {
  test("ids are unique, `after` names checks of no later stage, or of the config alone", () => {
    const ids = ALL_CHECKS.map((c) => c.id);
    expect(new Set(ids).size).toBe(ids.length);
    const judges = CHECKS.flatMap(({ id, server, turn }) =>
      [server, turn].flatMap((judge) => (judge === undefined ? [] : [{ id, ...judge }])),
    );
    for (const { id, stage, after = [] } of judges) {
      for (const other of after) {
        const stages = judges.filter((judge) => judge.id === other).map((judge) => judge.stage);
        const before = stages.some((one) => VERDICTS.indexOf(one) <= VERDICTS.indexOf(stage));
        const ofConfig = stages.length === 0 && CONFIG_CHECKS.some((check) => check.id === other);
        expect(ofConfig || before, `${id} after ${other}`).toBe(true);
      }
    }
  });
});

describe("selection", () => {
  test("an unknown id is wrong usage, with what was meant", async () => {
    const promise = doctor("{}", { selection: { only: ["server-unreachble"], skip: [] } });
    await expect(promise).rejects.toBeInstanceOf(UserError);
    await expect(promise).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining("Did you mean server-unreachable?"),
    });
  });

  test("--skip hides a finding, --only shows one", async () => {
    const emulator = await start(vllm());
    const setup = { baseUrl: emulator.baseUrl, model: "qwen3-code-30b" };
    const skipped = await doctor(setup, { selection: { only: ["model-id-not-served"], skip: [] } });
    expect(single(skipped).checkId).toBe("model-id-not-served");
    expect(skipped.checksRun).toBe(1);
  });

  test("a wanted check that a hidden fault holds back is unverified, not silent", async () => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}/v1`;
    const only = ["context-server-below-config"];
    const finding = single(await doctor({ baseUrl }, { selection: { only, skip: [] } }));
    expect(finding).toMatchObject({ checkId: only[0], severity: "warning", status: "unverified" });
    expect(finding.message).toContain("server-unreachable");
  });
});

describe("no local provider", () => {
  const hosted = JSON.stringify({
    models: { providers: { far: { baseUrl: "https://api.example.com/v1", apiKey: "k", models: [] } } },
  });

  test("a warning with what a scan found; the hosted provider is not contacted", async () => {
    const studio = track(await startLmStudio());
    const http = track(await createHttp({}));
    const state = await probeServer(http, studio.baseUrl, { timeoutMs: 2_000 });
    const result = await doctor(hosted, { scan: async () => [state] });
    const finding = single(result);
    expect(finding).toMatchObject({ checkId: "no-local-provider", severity: "warning" });
    expect(finding.message).toContain(`LM Studio at ${studio.baseUrl}`);
    expect(result.endpoints).toEqual([]);
    const bare = '{ agents: { defaults: { model: { primary: "anthropic/claude-opus-4-6" } } } }';
    expect(single(await doctor(bare, { scan: async () => [] })).checkId).toBe("no-local-provider");
    const other = await start(vllm());
    const both = [state, await probeServer(http, other.baseUrl, { timeoutMs: 2_000 })];
    expect(single(await doctor(hosted, { scan: async () => both })).message).toBe(
      `The config has no local provider; LM Studio at ${studio.baseUrl} and vLLM at ${other.baseUrl} answer here`,
    );
  });

  test("nothing found either", async () => {
    expect(single(await doctor("{}", { scan: async () => [] })).message).toContain("no model server");
  });
});

describe("the runner", () => {
  test("a check that throws becomes a finding and ends nothing", async () => {
    const emulator = await start(vllm());
    const http = track(await createHttp({}));
    const state = await probeServer(http, emulator.baseUrl, { timeoutMs: 2_000 });
    const [first, ...rest] = CHECKS;
    if (!first) throw new Error("no checks");
    const broken: Check = {
      ...first,
      server: {
        stage: "reachable",
        run() {
          throw new TypeError("boom \u001b[31m");
        },
      },
    };
    const facts: EndpointFacts = {
      provider: null,
      baseUrl: emulator.baseUrl,
      state,
      ...productsAt(state, null, emulator.baseUrl),
      models: [],
      key: { source: "none", name: null },
    };
    const context: CheckContext = {
      config: null,
      openclaw: { version: "2026.9.6", source: "default" },
      env: {},
      platform: "linux",
      deep: false,
    };
    const { made, verdicts } = evaluate({ facts, context }, [broken, ...rest]);
    expect(made).toHaveLength(1);
    expect(made[0]?.check.id).toBe("check-crashed");
    expect(made[0]?.finding).toMatchObject({ status: "unverified", evidence: { check: first.id } });
    expect(made[0]?.finding.message).not.toContain("\u001b");
    expect(verdicts.listed).toBe("pass");
  });

  test("two models of one server are judged apart: the fault of one hides nothing of the other", async () => {
    const models = [
      { id: "good", allocatedContext: 65_536 },
      { id: "small", allocatedContext: 8_192 },
    ];
    const emulator = await start(vllm({ models }));
    const row = (id: string) => ({ id, name: id, contextWindow: 65_536, maxTokens: 8_192 });
    const providers = {
      box: {
        baseUrl: emulator.baseUrl,
        api: "openai-completions",
        models: [row("gone"), row("good"), row("small")],
      },
    };
    const model = { primary: "box/good", fallbacks: ["box/small", "box/gone"] };
    const { findings } = await doctor(
      JSON.stringify({ models: { providers }, agents: { defaults: { model } } }),
      { deep: true },
    );
    expect(findings.map((f) => [f.checkId, f.target])).toEqual([
      ["model-id-not-served", "box/gone"],
      ["context-server-below-config", "box/small"],
    ]);
    const asked = emulator.requests.filter((r) => r.method === "POST").map((r) => r.body);
    expect(asked.every((body) => body.includes('"model":"good"'))).toBe(true);
  });

  test("the same fault for two providers is one finding with both edits", async () => {
    const emulator = await start(vllm());
    const row = { id: "m", name: "M", contextWindow: 65_536, maxTokens: 8_192, params: { num_ctx: 65_536 } };
    const provider = { baseUrl: emulator.baseUrl, api: "ollama", models: [row] };
    const agents = { defaults: { model: { primary: "one/m" } } };
    const result = await doctor(
      JSON.stringify({ agents, models: { providers: { one: provider, two: provider } } }),
    );
    expect(single(result)).toMatchObject({ checkId: "port-held-by-other-server" });
    expect(single(result).fix?.edits.map((e) => e.path)).toEqual([
      "models.providers.one.api",
      "models.providers.two.api",
    ]);
    // one server, one key: asked once
    expect(emulator.requests.filter((r) => r.path === "/v1/models")).toHaveLength(1);
  });

  test("two providers of one dead server are one finding", async () => {
    const row = { id: "m", name: "M", contextWindow: 65_536, maxTokens: 8_192 };
    const baseUrl = `http://127.0.0.1:${await closedPort()}/v1`;
    const provider = { baseUrl, api: "openai-completions", models: [row] };
    const agents = { defaults: { model: { primary: "one/m", fallbacks: ["two/m"] } } };
    const result = await doctor(
      JSON.stringify({ agents, models: { providers: { one: provider, two: provider } } }),
    );
    expect(single(result).checkId).toBe("server-unreachable");
    expect(result.endpoints).toHaveLength(2);
  });

  test("--verbose says why checks were not made", async () => {
    const emulator = await start(vllm());
    const { findings } = await doctor({ baseUrl: emulator.baseUrl }, { verbose: true });
    expect(findings.length).toBeGreaterThan(0);
    const notes = findings.filter((f) => f.checkId !== "fallback-not-triggered");
    expect(notes.every((f) => f.severity === "info" && f.status === "unverified")).toBe(true);
    expect(findings.length - notes.length).toBe(1);
    expect(findings.some((f) => f.message.includes("--deep"))).toBe(true);
  });

  test("an interruption ends it", async () => {
    const emulator = await start(vllm());
    const signal = AbortSignal.abort();
    const result = await doctor({ baseUrl: emulator.baseUrl }, { signal });
    expect(result.interrupted).toBe(true);
    expect(single(result)).toMatchObject({
      checkId: "interrupted",
      status: "unverified",
      message: "Interrupted: 1 endpoint was not examined",
    });
    expect(new Set(Object.values(verdicts(result)[0] ?? {}))).toEqual(new Set(["unverified"]));
  });

  test.each([
    [["a", "b"], [], "Interrupted: 2 endpoints were not examined"],
    [["a"], ["b"], "Interrupted: 1 endpoint and 1 model were not examined to the end"],
    [[], ["b"], "Interrupted: 1 model was not examined to the end"],
    [[], [], "Interrupted: the rest was not examined"],
  ])("what an interruption left: %j and %j", (endpoints, models, message) => {
    expect(interrupted.finding(endpoints, models).message).toBe(message);
  });

  test("progress is told", async () => {
    const emulator = await start(vllm());
    const lines: string[] = [];
    const progress = (text: string) => lines.push(text);
    await doctor({ baseUrl: emulator.baseUrl }, { deep: true, progress });
    expect(lines).toEqual([
      `asking ${emulator.baseUrl}, at most 2 s`,
      "qwen3-coder-30b: waiting for an answer (1 of 4), at most 5 s",
      "qwen3-coder-30b: waiting for an answer to a long prompt (2 of 4), at most 5 s",
      "qwen3-coder-30b: waiting for a tool call (3 of 4), at most 5 s",
      "qwen3-coder-30b: handing in the result of a tool (4 of 4), at most 5 s",
      "qwen3-coder-30b: asking for two tool calls at once, at most 5 s",
    ]);
  });
});

test("research 8: a vLLM that is still starting is refused, then ready", async () => {
  const port = await closedPort();
  const setup = { id: "vllm", baseUrl: `http://127.0.0.1:${port}/v1` };
  expect(single(await doctor(setup)).checkId).toBe("server-unreachable");
  track(await startEmulator(vllm(), { port }));
  expect((await doctor(setup)).findings).toEqual([]);
});

test("a key goes to the origin of its own provider and to no other", async () => {
  const key = "sk-only-for-one";
  const guarded = [
    await start(vllm({ apiKey: key })),
    await start(llamacpp({ apiKey: key })),
    await start(litellm({ apiKey: key, database: true, declaredContext: 65_536 })),
    track(await startLmStudio({ apiKey: key })),
  ];
  const listed = [{ id: "m", row: { max_model_len: 65_536 } }];
  const open = [await start(vllm()), await start(ollama()), await start(generic({ models: listed }))];
  const provider = ({ baseUrl }: Emulator) => ({ baseUrl, api: "openai-completions", models: [] });
  const providers = Object.fromEntries([
    ...guarded.map((server, i) => [`guarded-${i}`, { ...provider(server), apiKey: "${ONE_KEY}" }]),
    ...open.map((server, i) => [`open-${i}`, provider(server)]),
  ]);
  const result = await doctor(JSON.stringify({ models: { providers } }), {
    deep: true,
    env: { ONE_KEY: key },
  });
  expect(result.endpoints).toHaveLength(7);
  for (const server of guarded) expect(server.requests.some(carriesKey), server.name).toBe(true);
  for (const server of open) expect(server.requests.filter(carriesKey), server.name).toEqual([]);
  expect(JSON.stringify(result)).not.toContain(key);
});

test("nearest ids: case, tag, suffix, publisher, typo; nothing for another model", async () => {
  const emulator = await start(
    vllm({ models: [{ id: "qwen/qwen3-coder-30b" }, { id: "zai-org/GLM-4.7-Flash" }, { id: "qwen3.5:9b" }] }),
  );
  const http = track(await createHttp({}));
  const state = await probeServer(http, emulator.baseUrl, { timeoutMs: 2_000 });
  const near = (id: string) => nearestServed(state, id);
  expect(near("Qwen/Qwen3-Coder-30B")).toBe("qwen/qwen3-coder-30b");
  expect(near("qwen3-coder-30b@q4_k_m")).toBe("qwen/qwen3-coder-30b");
  expect(near("qwen3-coder")).toBe("qwen/qwen3-coder-30b");
  expect(near("glm-4.7-flsh")).toBe("zai-org/GLM-4.7-Flash");
  expect(near("qwen3.5")).toBe("qwen3.5:9b");
  expect(near("llama-3.3-70b")).toBeNull();
});
