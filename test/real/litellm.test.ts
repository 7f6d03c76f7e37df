import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { brief, cli, doctor, expectOneError } from "./lib/cli.ts";
import { MASTER_KEY, startLitellm } from "./lib/litellm.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { agentTurn, infer, validate } from "./lib/openclaw.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import type { ServerProcess } from "./lib/server-process.ts";

const BASE_URL = "http://127.0.0.1:4000/v1";
const KEY = { LITELLM_API_KEY: MASTER_KEY };
const NEEDS = ["llama", "models", "litellm", "openclaw", "port8000", "port4000"] as const;

scenario("LiteLLM in front of llama-server", NEEDS, ({ llama, models, litellm, openclaw }) => {
  const sandbox = makeSandbox("litellm", openclaw.path);
  let server: Llama;
  let proxy: ServerProcess;
  beforeAll(async () => {
    server = await startLlama({ bin: llama.bin, model: models.plain, port: 8000 });
    proxy = await startLitellm(sandbox, litellm.bin, 4000, server.baseUrl);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    sandbox.remove();
  });

  // Without a key, a LiteLLM that pip installed (no prisma) answers /v1/models with 500 text/plain; /health/liveliness
  // is open all the same.
  test("scan recognises it without a key", async () => {
    const { json } = await cli<{ servers: unknown[] }>(sandbox, ["scan", "--endpoint", BASE_URL]);
    expect(json.servers).toMatchObject([{ kind: "litellm", port: 4000, auth: "required" }]);
  });

  test("init writes a config that the real OpenClaw accepts, without the key in it", async () => {
    const limits = ["--context", String(CONTEXT), "--api-key-env", "LITELLM_API_KEY"];
    const args = [
      "--yes",
      "--config",
      sandbox.config,
      "--endpoint",
      BASE_URL,
      "--routing",
      "local-only",
      ...limits,
    ];
    const { code, json } = await cli<{ ok: boolean; diff: string }>(sandbox, ["init", ...args], KEY);
    expect({ code, ...json }).toMatchObject({ code: 0, ok: true });
    expect(JSON.stringify(json)).not.toContain(MASTER_KEY);
    const valid = await validate(sandbox, KEY);
    expect({ code: valid.code, ...valid.json }).toMatchObject({ code: 0, valid: true });
  });

  test("lint is silent", async () => {
    const { code, json } = await cli<Report>(sandbox, ["lint", sandbox.config], KEY);
    expect(brief(json)).toEqual([]);
    expect(code).toBe(0);
  });

  test("doctor says that the context is not declared, and nothing worse", async () => {
    const { code, report } = await doctor(sandbox, [], KEY);
    expect(code, brief(report).join("\n")).toBe(0);
    expect(report.findings.map((f) => f.checkId)).toEqual(["context-undeclared"]);
    expect(report.endpoints).toMatchObject([
      {
        server: { kind: "litellm" },
        models: [{ served: true, contextConfigured: CONTEXT, contextAllocated: null }],
        verdicts: { reachable: "pass", listed: "pass", context: "unverified" },
      },
    ]);
  });

  test("doctor --deep finds answers and tools in order", async () => {
    const { code, report } = await doctor(sandbox, ["--deep"], KEY);
    expect(
      report.findings.map((f) => f.checkId),
      brief(report).join("\n"),
    ).toEqual(["context-undeclared"]);
    expect({ code, verdicts: report.endpoints?.[0]?.verdicts }).toMatchObject({
      code: 0,
      verdicts: { answers: "pass", tools: "pass" },
    });
  });

  test("the real OpenClaw infers through it", async () => {
    const { code, json } = await infer(sandbox, KEY);
    expect({ code, ...json }).toMatchObject({
      code: 0,
      ok: true,
      model: MODEL_ID,
      outputs: [{ text: "pong" }],
    });
  });

  test("the real OpenClaw finishes an agent turn with a tool call through it", {
    timeout: 320_000,
  }, async () => {
    const { code, json } = await agentTurn(sandbox, KEY);
    expect(json.meta.toolSummary).toMatchObject({ calls: 1, tools: ["read"], failures: 0 });
    expect({ code, text: json.payloads.at(-1)?.text }).toEqual({ code: 0, text: "pong" });
  });

  // LiteLLM without a database says 400 "No connected db." to a wrong key
  test("a wrong key is one error", async () => {
    expectOneError(await doctor(sandbox, [], { LITELLM_API_KEY: "sk-wrong" }), ["server-401"]);
  });

  test("a missing key is one error", async () => {
    expectOneError(await doctor(sandbox), ["server-401", "env-var-missing"]);
  });

  test("the server behind it stopped: only --deep can know, and says it once", async () => {
    await server.stop();
    expect((await doctor(sandbox, [], KEY)).report.summary.error).toBe(0);
    const { report } = await doctor(sandbox, ["--deep"], KEY);
    const errors = report.findings.filter((f) => f.severity === "error");
    expect(errors, brief(report).join("\n")).toHaveLength(1);
  });
});
