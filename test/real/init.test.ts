import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { type Emulator, startEmulator, vllm } from "../emulators/index.ts";
import { brief, cli, doctor, expectClean } from "./lib/cli.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { agentTurn, infer, validate } from "./lib/openclaw.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

interface InitReport {
  ok: boolean;
  created: boolean;
  changed: boolean;
  backupPath: string | null;
  provider: string;
  model: string;
  doctor: Report;
}

const NEEDS = ["llama", "models", "openclaw", "port8000"] as const;

scenario("from nothing to an agent turn on llama-server", NEEDS, ({ llama, models, openclaw }) => {
  const sandbox = makeSandbox("init", openclaw.path);
  let server: Llama;
  beforeAll(async () => {
    server = await startLlama({ bin: llama.bin, model: models.plain, port: 8000 });
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });
  const init = () => {
    const endpoint = ["--endpoint", server.baseUrl, "--routing", "local-only"];
    return cli<InitReport>(sandbox, ["init", "--yes", "--config", sandbox.config, ...endpoint]);
  };

  test("init writes a config", async () => {
    const { code, json } = await init();
    expect(json.doctor && brief(json.doctor)).toEqual([]);
    expect({ code, ...json }).toMatchObject({ code: 0, ok: true, created: true });
    expect(readFileSync(sandbox.config, "utf8")).toContain(`${server.baseUrl}`);
  });

  test("the real OpenClaw accepts it", async () => {
    const { code, json } = await validate(sandbox);
    expect({ code, ...json }).toMatchObject({ code: 0, valid: true, warnings: [] });
  });

  test("lint is silent", async () => {
    const { code, json } = await cli<Report>(sandbox, ["lint", sandbox.config]);
    expect(brief(json)).toEqual([]);
    expect(code).toBe(0);
  });

  test("doctor is silent, and knows OpenClaw's version and the server's context", async () => {
    const result = await doctor(sandbox);
    expectClean(result);
    expect(result.report.openclaw).toMatchObject({ version: "2026.9.6", source: "installed" });
    expect(result.report.endpoints).toMatchObject([
      {
        server: { kind: "llamacpp" },
        models: [
          { served: true, contextConfigured: CONTEXT, contextAllocated: CONTEXT, contextTrained: 131_072 },
        ],
        verdicts: { reachable: "pass", listed: "pass", context: "pass", answers: "skip", tools: "skip" },
      },
    ]);
  });

  test("doctor --deep is silent, with every verdict given", async () => {
    const result = await doctor(sandbox, ["--deep"]);
    expectClean(result);
    const pass = { reachable: "pass", listed: "pass", context: "pass", answers: "pass", tools: "pass" };
    expect(result.report.endpoints).toMatchObject([{ verdicts: pass }]);
  });

  test("a second init changes nothing", async () => {
    const before = readFileSync(sandbox.config, "utf8");
    const { code, json } = await init();
    expect({ code, ...json }).toMatchObject({ code: 0, created: false, changed: false, backupPath: null });
    expect(readFileSync(sandbox.config, "utf8")).toBe(before);
  });

  test("the real OpenClaw infers with it", async () => {
    const { code, json } = await infer(sandbox);
    expect({ code, ...json }).toMatchObject({
      code: 0,
      ok: true,
      model: MODEL_ID,
      outputs: [{ text: "pong" }],
    });
  });

  test("the real OpenClaw finishes an agent turn with a tool call", { timeout: 320_000 }, async () => {
    const { code, json } = await agentTurn(sandbox);
    expect(json.meta.toolSummary).toMatchObject({ calls: 1, tools: ["read"], failures: 0 });
    expect(json.meta).toMatchObject({
      stopReason: "stop",
      agentMeta: { assistantTurns: 2, contextTokens: CONTEXT },
    });
    expect({ code, text: json.payloads.at(-1)?.text }).toEqual({ code: 0, text: "pong" });
  });

  test("doctor and lint are still silent on what OpenClaw leaves behind", async () => {
    expectClean(await doctor(sandbox));
    const { json } = await cli<Report>(sandbox, ["lint", sandbox.config]);
    expect(brief(json)).toEqual([]);
  });
});

scenario("a server whose model has the name of a variable", ["openclaw"], ({ openclaw }) => {
  const sandbox = makeSandbox("variable", openclaw.path);
  const id = "${OPENAI_API_KEY}";
  let server: Emulator;
  beforeAll(async () => {
    server = await startEmulator(vllm({ models: [{ id }], allocatedContext: CONTEXT }));
  });
  afterAll(async () => {
    await server?.close();
    sandbox.remove();
  });

  test("OpenClaw asks for that name, and sends no variable", async () => {
    const args = [
      "init",
      "--yes",
      "--config",
      sandbox.config,
      "--endpoint",
      server.baseUrl,
      "--alias",
      "odd",
    ];
    expect((await cli<InitReport>(sandbox, args)).code).toBe(0);
    const env = { OPENAI_API_KEY: "sk-not-for-this-server" };
    expect((await validate(sandbox, env)).json).toMatchObject({ valid: true, warnings: [] });
    expect((await infer(sandbox, env)).json).toMatchObject({ ok: true, model: id });
    const sent = server.requests.filter((request) => request.method === "POST").map(({ body }) => body);
    expect(sent.join()).toContain(`"model":"${id}"`);
    expect(sent.join()).not.toContain("sk-not-for-this-server");
  });
});

scenario("a reasoning model on llama-server", NEEDS, ({ llama, models, openclaw }) => {
  const sandbox = makeSandbox("thinking", openclaw.path);
  let server: Llama;
  beforeAll(async () => {
    server = await startLlama({ bin: llama.bin, model: models.thinking, port: 8000 });
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  // openai-responses fails here: llama-server streams overlapping output items without indexes
  test("init chooses an API with which OpenClaw can infer", async () => {
    const endpoint = ["--endpoint", server.baseUrl, "--routing", "local-only"];
    const { code } = await cli<InitReport>(sandbox, [
      "init",
      "--yes",
      "--config",
      sandbox.config,
      ...endpoint,
    ]);
    expect(code).toBe(0);
    expectClean(await doctor(sandbox, ["--deep"]));
    const { json } = await infer(sandbox);
    expect(json).toMatchObject({ ok: true, outputs: [{ text: "pong" }] });
  });
});
