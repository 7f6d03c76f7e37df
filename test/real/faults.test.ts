import { afterAll, afterEach, expect, test } from "vitest";
import { doctor, expectClean, expectOneError } from "./lib/cli.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

const PORT = 8000;
const BASE_URL = `http://127.0.0.1:${PORT}/v1`;

// Each fault is made for real, on a config that is in order apart from it.
scenario("real faults of llama-server", ["llama", "models", "port8000"], ({ llama, models }) => {
  const sandbox = makeSandbox("faults");
  let server: Llama | null = null;
  const start = async (args: readonly string[], model = models.plain) => {
    server = await startLlama({ bin: llama.bin, model, port: PORT, args });
  };
  const config = (extra: { apiKey?: string; model?: string; contextWindow?: number } = {}) =>
    writeConfig(sandbox, { baseUrl: BASE_URL, model: MODEL_ID, contextWindow: CONTEXT, ...extra });
  afterEach(async () => {
    await server?.stop();
    server = null;
  });
  afterAll(() => sandbox.remove());

  test("no fault: nothing is found", async () => {
    await start(["-c", "65536", "-np", "1"]);
    config();
    expectClean(await doctor(sandbox));
  });

  test("stopped: unreachable, and nothing that follows from it", async () => {
    config();
    const error = expectOneError(await doctor(sandbox), ["server-unreachable"]);
    expect(error.endpoint).toBe(BASE_URL);
  });

  test("-c 4096: one error, with a command that starts it right", async () => {
    await start(["-c", "4096", "-np", "1"]);
    config();
    const error = expectOneError(await doctor(sandbox), [
      "context-server-below-config",
      "context-below-floor",
    ]);
    expect(error.evidence).toMatchObject({ configured: CONTEXT, allocated: 4_096 });
    expect(error.fix?.commands.join("\n")).toMatch(/llama-server .*-c \d{5,}/);
  });

  test("-np 4: one error about the divided context", async () => {
    await start(["-c", "65536", "-np", "4"]);
    config();
    const error = expectOneError(await doctor(sandbox), ["llamacpp-slots-split-context"]);
    expect(error.evidence).toMatchObject({ allocated: 16_384 });
  });

  test("a model that OpenClaw asks for and the server does not have", async () => {
    await start(["-c", "65536", "-np", "1"]);
    config({ model: "some-other-model" });
    const { report } = await doctor(sandbox);
    // llama-server answers whatever is asked for, so this need not be an error; it must be said
    expect(report.findings.map((f) => f.checkId)).toEqual(["model-id-not-served"]);
  });

  test("--api-key, and none in the config: one error", async () => {
    await start(["-c", "65536", "-np", "1", "--api-key", "right"]);
    config();
    expectOneError(await doctor(sandbox), ["server-401"]);
  });

  test("--api-key, and a wrong one in the config: one error, without the key in it", async () => {
    await start(["-c", "65536", "-np", "1", "--api-key", "right"]);
    config({ apiKey: "${LOCAL_LLM_KEY}" });
    const wrong = await doctor(sandbox, [], { LOCAL_LLM_KEY: "wrong-secret-value" });
    expectOneError(wrong, ["server-401"]);
    expect(JSON.stringify(wrong.report)).not.toContain("wrong-secret-value");
    expectClean(await doctor(sandbox, [], { LOCAL_LLM_KEY: "right" }));
  });

  test("a chat template without tools: one error, from --deep", async () => {
    await start(["-c", "65536", "-np", "1"], models.noTools);
    config();
    expectOneError(await doctor(sandbox, ["--deep"]), ["model-lacks-tools", "tools-ignored", "tools-error"]);
  });
});
