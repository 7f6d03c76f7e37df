import { readFileSync, writeFileSync } from "node:fs";
import JSON5 from "json5";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hangFailover } from "../../../src/openclaw/watchdog.ts";
import { onlyFinding } from "../lib/advice.ts";
import { cli, doctor, expectClean } from "../lib/cli.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "../lib/llama.ts";
import { openclaw as run } from "../lib/openclaw.ts";
import { makeSandbox, type Sandbox } from "../lib/sandbox.ts";
import { scenario } from "../lib/scenario.ts";

const NEEDS = ["llama", "models", "openclaw", "port8000", "port1234"] as const;
const LOCAL = `llama-cpp/${MODEL_ID}`;
const HOSTED = `acme/${MODEL_ID}`;
/** It has waited long enough to call it a hang; a short timeoutSeconds is meant here. */
const HANGS = ["--timeout", "30s", "--skip", "llm-timeout-slow-prefill"];
const KEY = { ACME_KEY: "sk-stand-in" };

/** A hosted service, as a config names one. */
const BEFORE = `{
  models: { providers: { acme: {
    baseUrl: "https://api.acme.example/v1", apiKey: "\${ACME_KEY}", api: "openai-completions",
    models: [{ id: "${MODEL_ID}", name: "stand-in", contextWindow: ${CONTEXT}, maxTokens: 8192 }],
  } } },
  agents: { defaults: { model: { primary: "${HOSTED}" } } },
}
`;

interface Config {
  models: { providers: Record<string, Record<string, unknown>> };
}

interface Turn {
  payloads: { text: string }[];
  meta: {
    agentMeta: { provider: string; fallbackAttempts?: { provider: string; reason: string }[] };
    error?: { kind: string };
    modelFallbackStopReason?: string;
    executionTrace: { fallbackUsed: boolean };
  };
}

scenario("the local server fails, with a hosted stand-in behind it", NEEDS, ({ llama, models, openclaw }) => {
  const start = (port: number, args?: readonly string[]) =>
    startLlama({ bin: llama.bin, model: models.plain, port, ...(args && { args }) });
  let sandbox: Sandbox;
  let standIn: Llama;
  let local: Llama | null = null;
  // of its own for each, because OpenClaw remembers which provider has failed, and a server lives for a bounded time
  beforeEach(async () => {
    sandbox = makeSandbox("failover", openclaw.path);
    standIn = await start(1234);
  });
  afterEach(async () => {
    await local?.stop();
    local = null;
    await standIn?.stop();
    sandbox.remove();
  });

  /** What init makes of the config, with the stand-in in the place of the hosted service. */
  async function setUp(localSettings: Record<string, unknown> = {}): Promise<void> {
    writeFileSync(sandbox.config, BEFORE, { mode: 0o600 });
    const where = ["--endpoint", "http://127.0.0.1:8000/v1", "--routing", "local-first"];
    const made = await cli<{ error: unknown }>(
      sandbox,
      ["init", "--yes", "--config", sandbox.config, ...where],
      KEY,
    );
    expect(made.json.error).toBeNull();
    const config = JSON5.parse<Config>(readFileSync(sandbox.config, "utf8"));
    expect(config).toMatchObject({
      agents: { defaults: { model: { primary: LOCAL, fallbacks: [HOSTED] } } },
    });
    Object.assign(config.models.providers["acme"] ?? {}, { baseUrl: standIn.baseUrl });
    Object.assign(config.models.providers["llama-cpp"] ?? {}, localSettings);
    writeFileSync(sandbox.config, JSON.stringify(config));
    expectClean(await doctor(sandbox, [], KEY));
  }

  async function turn(): Promise<{ json: Turn; retries: number; pauses: number; timeouts: number }> {
    const message = ["--message", "Read AGENTS.md and say what it is"];
    const args = ["agent", "--local", "--session-id", "real", ...message, "--json"];
    const { stdout, stderr } = await run(sandbox, args, KEY, 400_000);
    expect(stdout, stderr.slice(-2_000)).toContain('"payloads"');
    const delays = [...stderr.matchAll(/transient same-model retry .*delayMs=(\d+)/g)];
    return {
      json: JSON.parse(stdout) as Turn,
      retries: delays.length,
      pauses: delays.reduce((sum, [, ms]) => sum + Number(ms) / 1000, 0),
      timeouts: stderr.split("message=LLM idle timeout").length - 1,
    };
  }

  const answeredBy = (json: Turn, reason: string) => {
    expect(json.payloads.at(-1)?.text).toBe("pong");
    expect(json.meta.agentMeta).toMatchObject({
      provider: "acme",
      fallbackAttempts: [{ provider: "llama-cpp", reason }],
    });
  };
  const fallbackIn = async (id: string, more: readonly string[] = []) => {
    const found = onlyFinding(await doctor(sandbox, more, KEY), id);
    return found.evidence?.["fallback"];
  };

  test("killed: the stand-in answers after the retries", { timeout: 420_000 }, async () => {
    local = await start(8000);
    await setUp();
    await local.stop();
    local = null;
    expect(await fallbackIn("error server-unreachable")).toMatchObject({ answers: HOSTED, afterSeconds: 75 });
    const { json, retries, pauses } = await turn();
    answeredBy(json, "timeout");
    expect(retries).toBeGreaterThanOrEqual(6);
    expect(pauses).toBeLessThanOrEqual(90);
    expect(pauses).toBeGreaterThanOrEqual(45);
  });

  test("a wrong key: the stand-in answers without a retry", { timeout: 420_000 }, async () => {
    local = await start(8000);
    await setUp({ apiKey: "wrong" });
    await local.stop();
    local = await start(8000, ["-c", String(CONTEXT), "-np", "1", "--api-key", "right"]);
    expect(await fallbackIn("error server-401")).toMatchObject({ answers: HOSTED, afterSeconds: 5 });
    const { json, retries } = await turn();
    answeredBy(json, "auth");
    expect(retries).toBe(0);
  });

  test("it hangs, timeoutSeconds 30: asked four times, then the stand-in answers", {
    timeout: 600_000,
  }, async () => {
    local = await start(8000);
    await setUp();
    setTimeoutSeconds(30);
    process.kill(local.pid, "SIGSTOP");
    const told = await fallbackIn("error server-unreachable", HANGS);
    expect(told).toMatchObject({ answers: HOSTED, afterSeconds: hangFailover(30)?.seconds });
    const { json, timeouts } = await turn();
    process.kill(local.pid, "SIGCONT");
    answeredBy(json, "timeout");
    expect(timeouts).toBe(hangFailover(30)?.waits);
  });

  test("it hangs, timeoutSeconds 5: five timeouts, and an error", { timeout: 420_000 }, async () => {
    local = await start(8000);
    await setUp();
    setTimeoutSeconds(5);
    process.kill(local.pid, "SIGSTOP");
    const told = await fallbackIn("error server-unreachable", HANGS);
    expect(told).toMatchObject({ answers: null, says: expect.stringContaining("five timeouts of 5 s") });
    const { json, timeouts } = await turn();
    process.kill(local.pid, "SIGCONT");
    expect(json.meta).toMatchObject({
      modelFallbackStopReason: "idle_timeout_circuit_breaker",
      executionTrace: { fallbackUsed: false },
    });
    expect({ timeouts, due: hangFailover(5) }).toEqual({ timeouts: 5, due: null });
  });

  test("the prompt is too long: an error, and no fallback", { timeout: 420_000 }, async () => {
    local = await start(8000);
    await setUp();
    await local.stop();
    local = await start(8000, ["-c", "8192", "-np", "1"]);
    const found = onlyFinding(await doctor(sandbox, [], KEY), "error context-server-below-config");
    expect(found.evidence).toMatchObject({ allocated: 8_192, configured: CONTEXT });
    const { json } = await turn();
    expect(json.payloads.at(-1)?.text).toMatch(/Context overflow/);
    expect(json.meta.executionTrace.fallbackUsed).toBe(false);
  });

  function setTimeoutSeconds(seconds: number): void {
    const config = JSON.parse(readFileSync(sandbox.config, "utf8")) as Config;
    Object.assign(config.models.providers["llama-cpp"] ?? {}, { timeoutSeconds: seconds });
    writeFileSync(sandbox.config, JSON.stringify(config));
  }
});
