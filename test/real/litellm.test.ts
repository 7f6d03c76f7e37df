import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brief, cli, doctor, expectOneError } from "./lib/cli.ts";
import { MASTER_KEY, startLitellm } from "./lib/litellm.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { infer } from "./lib/openclaw.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import type { ServerProcess } from "./lib/server-process.ts";
import { healthyStory } from "./lib/story.ts";
import { LITELLM } from "./parts/litellm.ts";

const BASE_URL = "http://127.0.0.1:4000/v1";
const KEY = { LITELLM_API_KEY: MASTER_KEY };
const NEEDS = ["llama", "models", "litellm", "openclaw", "port8000", "port4000"] as const;

scenario("LiteLLM in front of llama-server", NEEDS, ({ llama, models, litellm, openclaw }) => {
  const sandbox = makeSandbox("litellm", openclaw.path);
  let server: Llama;
  let proxy: ServerProcess;
  beforeAll(async () => {
    server = await startLlama({ bin: llama.bin, model: models.plain, port: 8000 });
    proxy = await startLitellm(sandbox, litellm.bin, 4000, server.baseUrl, { declares: CONTEXT });
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

  healthyStory({
    product: LITELLM,
    sandbox,
    baseUrl: () => BASE_URL,
    scanned: { kind: "litellm", auth: "required" },
    model: { id: MODEL_ID },
    context: "model_info.max_input_tokens",
    scan: ["--api-key-env", "LITELLM_API_KEY"],
    init: ["--api-key-env", "LITELLM_API_KEY"],
    env: KEY,
  });

  test("the key is not in the config", () => {
    expect(readFileSync(sandbox.config, "utf8")).not.toContain(MASTER_KEY);
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
