import { afterAll, beforeAll, expect, test } from "vitest";
import { brief, cli, doctor, expectClean } from "./lib/cli.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { statusOf } from "./lib/wait.ts";

/** A loading server is waited for, and this one does not load for long. */
const BRIEF = ["--timeout", "1s"];

scenario("a server that is still loading", ["llama", "models", "port8000"], ({ llama, models }) => {
  const sandbox = makeSandbox("loading");
  let server: Llama;
  beforeAll(async () => {
    server = await startLlama({ bin: llama.bin, model: models.heavy, port: 8000, slow: true });
    writeConfig(sandbox, { baseUrl: server.baseUrl, model: MODEL_ID, contextWindow: CONTEXT });
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });
  const stillLoading = async () =>
    expect(await statusOf("http://127.0.0.1:8000/health"), "loaded too soon").toBe(503);

  test("scan lists it, as loading", async () => {
    const args = ["scan", "--endpoint", "http://127.0.0.1:8000/v1", ...BRIEF];
    const { json } = await cli<{
      servers: { kind: string; models: unknown[] }[];
      tried: { outcome: string }[];
    }>(sandbox, args);
    await stillLoading();
    expect(json.tried.map((it) => it.outcome).join("\n")).toMatch(/loading/i);
    expect(json.servers).toHaveLength(1);
  });

  test("doctor says that it is loading, and nothing else", async () => {
    const { report } = await doctor(sandbox, BRIEF);
    await stillLoading();
    expect(
      report.findings.map((f) => f.checkId),
      brief(report).join("\n"),
    ).toEqual(["server-loading"]);
  });

  test("once it is loaded, doctor has nothing to say", async () => {
    await server.finishLoading();
    expectClean(await doctor(sandbox));
  });
});
