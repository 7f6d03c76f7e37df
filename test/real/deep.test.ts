import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, expect, test } from "vitest";
import { brief, doctor, expectClean } from "./lib/cli.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

const PORT = 8000;
const BASE_URL = `http://127.0.0.1:${PORT}/v1`;
const ANSWERED = { reachable: "pass", listed: "pass", context: "pass", answers: "pass", tools: "pass" };

// Every inference of --deep on a real server: a prompt of 12,000 tokens, twelve tools with patterns and unions.
scenario("--deep on llama-server", ["llama", "models", "port8000"], ({ llama, models }) => {
  const sandbox = makeSandbox("deep");
  let server: Llama | null = null;
  const start = async (args: readonly string[], model = models.plain) => {
    server = await startLlama({ bin: llama.bin, model, port: PORT, args });
    writeConfig(sandbox, { baseUrl: BASE_URL, model: MODEL_ID, contextWindow: CONTEXT });
  };
  afterEach(async () => {
    await server?.stop();
    server = null;
  });
  afterAll(() => sandbox.remove());

  test.each([
    ["one slot", ["-c", "65536", "-np", "1"], "plain"],
    ["the default slots", ["-c", "65536"], "plain"],
    ["a reasoning model", ["-c", "65536", "-np", "1"], "thinking"],
  ] as const)("healthy, %s: nothing is found, all verdicts are given", async (_name, args, model) => {
    await start(args, models[model]);
    const result = await doctor(sandbox, ["--deep"]);
    expectClean(result);
    expect(result.report.endpoints).toMatchObject([{ verdicts: ANSWERED }]);
  });

  // One thread and small batches, so that reading takes some seconds on a quick machine too: below 3 s nobody waits.
  test("--no-cache-prompt: every prompt is read again", async () => {
    await start(["-c", "65536", "-np", "1", "-t", "1", "-b", "32", "-ub", "32", "--no-cache-prompt"]);
    // OpenClaw would send no tools then, so a call is tried once: half the time
    const text = readFileSync(sandbox.config, "utf8");
    writeFileSync(
      sandbox.config,
      text.replace('"maxTokens"', '"compat": { "supportsTools": false },\n"maxTokens"'),
    );
    const { report } = await doctor(sandbox, ["--deep", "--skip", "tools-switched-off"]);
    expect(brief(report)).toHaveLength(1);
    expect(report.findings).toMatchObject([{ checkId: "prompt-cache-thrash", severity: "warning" }]);
    expect(report.findings[0]?.fixHint).toContain("without --no-cache-prompt");
  });
});
