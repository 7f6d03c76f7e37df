import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { brief, doctor, expectClean, expectOneError } from "./lib/cli.ts";
import { MASTER_KEY, startLitellm } from "./lib/litellm.ts";
import { type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import type { ServerProcess } from "./lib/server-process.ts";

const BASE_URL = "http://127.0.0.1:8000/v1";

/** A tiny model reads 32,768 tokens in some 20 s on two cores, in minutes when they are shared. */
const LONG_MS = 300_000;

const measured = (report: Report) => report.endpoints?.[0]?.models[0];

scenario("what llama-server really takes in", ["llama", "models", "port8000"], ({ llama, models }) => {
  const sandbox = makeSandbox("measure");
  let server: Llama | null = null;
  const start = async (args: readonly string[]) => {
    server = await startLlama({ bin: llama.bin, model: models.plain, port: 8000, args });
  };
  afterEach(async () => {
    await server?.stop();
    server = null;
  });
  afterAll(() => sandbox.remove());

  test(
    "-c 16384 -np 1: 16,384 tokens, borne out on both sides, in four prompts",
    async () => {
      await start(["-c", "16384", "-np", "1"]);
      writeConfig(sandbox, { baseUrl: BASE_URL, model: MODEL_ID, contextWindow: 16_384 });
      const { report } = await doctor(sandbox, ["--deep", "--context"]);
      const context = measured(report)?.effectiveContext;
      expect(context).toMatchObject({
        ...{ said: 16_384, limit: 16_384, exact: true, beyond: "refuses" },
        ...{ complete: true, counted: true, requests: 4 },
      });
      expect(context?.atLeast).toBeGreaterThan(16_384 * 0.97);
      expect(context?.below).toBeLessThan(16_384 * 1.05);
      // it is less than comfortable, which the shallow doctor says too
      expect(report.findings.map((f) => f.checkId)).toEqual(["context-below-floor"]);
    },
    LONG_MS,
  );

  test(
    "-c 32768: as the config says, nothing is found",
    async () => {
      await start(["-c", "32768", "-np", "1"]);
      writeConfig(sandbox, { baseUrl: BASE_URL, model: MODEL_ID, contextWindow: 32_768 });
      const result = await doctor(sandbox, ["--deep", "--context"]);
      expectClean(result);
      expect(measured(result.report)?.effectiveContext).toMatchObject({ limit: 32_768, exact: true });
    },
    LONG_MS,
  );

  // The model always calls read {"path": "AGENTS.md"} when it has tools: that is right in one task and wrong elsewhere.
  test(
    "the exam of a scripted model: measured as out of its depth",
    async () => {
      await start(["-c", "65536", "-np", "1"]);
      writeConfig(sandbox, { baseUrl: BASE_URL, model: MODEL_ID, contextWindow: 65_536 });
      const { report, code } = await doctor(sandbox, ["--deep", "--exam", "--runs", "2"]);
      const exam = measured(report)?.exam;
      // one round is enough for such a model
      expect(exam).toMatchObject({ complete: true, failed: 0, runs: 2, verdict: "fails" });
      const tasks = Object.fromEntries((exam?.tasks ?? []).map((task) => [task.id, task]));
      expect(tasks["read-file"]).toMatchObject({ rate: { good: 1, of: 1 }, faults: [] });
      expect(tasks["run-command"]).toMatchObject({
        rate: { good: 0, of: 1 },
        faults: ["calls read instead of exec"],
      });
      expect(tasks["no-tool-needed"]?.faults).toEqual(["calls read where no tool is needed"]);
      expect(exam?.measures.calls.good).toBe(exam?.measures.calls.of);
      expect(exam?.measures.tool.high).toBeLessThan(0.9);
      expect(brief(report)).toHaveLength(1);
      expect(report.findings[0]).toMatchObject({ checkId: "exam-overwhelmed", severity: "warning" });
      expect(code).toBe(0);
    },
    LONG_MS,
  );
});

const BEHIND = ["llama", "models", "litellm", "port8000", "port4000"] as const;

// The proxy tells no context at all, so only a measurement shows that the server behind it has half of what is planned with.
scenario("what LiteLLM lets through to a smaller llama-server", BEHIND, ({ llama, models, litellm }) => {
  const sandbox = makeSandbox("measure-litellm");
  let server: Llama;
  let proxy: ServerProcess;
  beforeAll(async () => {
    const args = ["-c", "16384", "-np", "1"];
    server = await startLlama({ bin: llama.bin, model: models.plain, port: 8000, args });
    proxy = await startLitellm(sandbox, litellm.bin, 4000, server.baseUrl);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    sandbox.remove();
  });

  test(
    "one error, and its edit mends it",
    async () => {
      const apiKey = "${LITELLM_API_KEY}";
      const env = { LITELLM_API_KEY: MASTER_KEY };
      writeConfig(sandbox, {
        ...{ baseUrl: "http://127.0.0.1:4000/v1", model: MODEL_ID, contextWindow: 32_768, apiKey },
      });
      const before = await doctor(sandbox, ["--deep", "--context"], env);
      const error = expectOneError(before, ["context-effective-below-config"]);
      expect(measured(before.report)?.effectiveContext).toMatchObject({ beyond: "refuses", complete: true });
      const [edit] = error.fix?.edits ?? [];
      expect(Number(edit?.value)).toBeGreaterThan(15_500);
      expect(Number(edit?.value)).toBeLessThanOrEqual(16_384);
      expect(JSON.stringify(before.report)).not.toContain(MASTER_KEY);

      const text = readFileSync(sandbox.config, "utf8");
      writeFileSync(
        sandbox.config,
        text.replace('"contextWindow": 32768', `"contextWindow": ${edit?.value}`),
      );
      const after = await doctor(sandbox, ["--deep", "--context"], env);
      expect(brief(after.report).filter((line) => line.includes("effective"))).toEqual([]);
      expect(after.report.summary.error).toBe(0);
    },
    LONG_MS,
  );
});
