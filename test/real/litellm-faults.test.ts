import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { applyConfigAdvice, onlyFinding } from "./lib/advice.ts";
import { doctor, expectClean } from "./lib/cli.ts";
import { MASTER_KEY, startLitellm } from "./lib/litellm.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import type { ServerProcess } from "./lib/server-process.ts";
import { faultTests } from "./lib/story.ts";
import { LITELLM } from "./parts/litellm.ts";

type Config = Parameters<typeof writeConfig>[1];

// A start of LiteLLM takes 13 s, so that the faults of one set-up share it, in an order in which they can be made.
scenario("real faults of LiteLLM", ["llama", "models", "litellm"], ({ llama, models, litellm }) => {
  const sandbox = makeSandbox("litellm-faults");
  const fault = faultTests(LITELLM);
  let backend: Llama;
  let proxy: ServerProcess | null = null;
  let port = 0;
  const startBackend = async () =>
    startLlama({ bin: llama.bin, model: models.plain, port: await closedPort() });
  beforeAll(async () => {
    port = await closedPort();
    backend = await startBackend();
  });
  afterAll(async () => {
    await proxy?.stop();
    await backend?.stop();
    sandbox.remove();
  });
  const KEY = { LITELLM_API_KEY: MASTER_KEY };
  const config = (more: Partial<Config> = {}) =>
    writeConfig(sandbox, {
      id: "litellm",
      baseUrl: `http://127.0.0.1:${port}/v1`,
      model: MODEL_ID,
      contextWindow: CONTEXT,
      apiKey: "${LITELLM_API_KEY}",
      ...more,
    });
  const ask = (args: readonly string[] = [], env: NodeJS.ProcessEnv = KEY) => doctor(sandbox, args, env);

  describe("with a master key, limits not declared", () => {
    beforeAll(async () => {
      proxy = await startLitellm(sandbox, litellm.bin, port, backend.baseUrl);
    });
    afterAll(async () => {
      await proxy?.stop();
    });

    fault("undeclared limits: one info that says where to ask and what to declare", "found", async () => {
      config();
      const finding = onlyFinding(await ask(), "info context-undeclared");
      expect(finding.fixHint).toContain("model_info.max_input_tokens");
      onlyFinding(await ask(["--deep"]), "info context-undeclared");
    });

    fault("a wrong key: one error, without the key in it", "found", async () => {
      config();
      const wrong = await ask([], { LITELLM_API_KEY: "sk-wrong-secret" });
      onlyFinding(wrong, "error server-401");
      expect(JSON.stringify(wrong.report)).not.toContain("sk-wrong-secret");
    });

    fault("no key: the edit names the variable", "cured", async () => {
      writeConfig(sandbox, {
        id: "litellm",
        baseUrl: `http://127.0.0.1:${port}/v1`,
        model: MODEL_ID,
        contextWindow: CONTEXT,
      });
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "error server-401"));
      onlyFinding(await ask(), "info context-undeclared");
    });

    fault("an unknown model: the edit mends it", "cured", async () => {
      config({ model: "another-model" });
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "error model-id-not-served"));
      onlyFinding(await ask(), "info context-undeclared");
    });
  });

  describe("with the limit declared, as the finding says", () => {
    beforeAll(async () => {
      proxy = await startLitellm(sandbox, litellm.bin, port, backend.baseUrl, { declares: CONTEXT });
    });
    afterAll(async () => {
      await proxy?.stop();
    });

    test("nothing is found, also under --deep", async () => {
      config();
      expectClean(await ask());
      expectClean(await ask(["--deep"]));
    });

    fault("the config plans with more than is declared: the edit mends it", "cured", async () => {
      config({ contextWindow: 131_072 });
      applyConfigAdvice(sandbox, onlyFinding(await ask(), "warning context-server-below-config"));
      expectClean(await ask());
    });

    fault("the server behind it is down: only an inference can know, and says it once", "found", async () => {
      config();
      await backend.stop();
      expectClean(await ask());
      const { report } = await ask(["--deep"]);
      const ids = report.findings.map((f) => `${f.severity} ${f.checkId}`);
      expect(ids, JSON.stringify(report.findings, null, 2)).toEqual(["error answer-error"]);
    });
  });

  describe("with a cooldown after the first failure", () => {
    beforeAll(async () => {
      const more = "router_settings: {allowed_fails: 0, cooldown_time: 120, num_retries: 0}\n";
      const nothing = `http://127.0.0.1:${await closedPort()}/v1`;
      proxy = await startLitellm(sandbox, litellm.bin, port, nothing, { declares: CONTEXT, more });
    });
    afterAll(async () => {
      await proxy?.stop();
    });

    // LiteLLM answers 429 with retry-after, although it is no rate limit
    test("the server behind it failed a moment ago: said so, and not called busy", async () => {
      config();
      const body = JSON.stringify({ model: MODEL_ID, messages: [{ role: "user", content: "hi" }] });
      const headers = { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" };
      const url = `http://127.0.0.1:${port}/v1/chat/completions`;
      expect((await fetch(url, { method: "POST", headers, body })).status).toBe(500);
      const finding = onlyFinding(await ask(["--deep"]), "error answer-error");
      expect(finding.message).toContain("the server behind the gateway failed a moment ago");
      expect(finding.fixHint).toContain("examine that server itself");
    });
  });

  describe("without a master key", () => {
    beforeAll(async () => {
      backend = await startBackend();
      proxy = await startLitellm(sandbox, litellm.bin, port, backend.baseUrl, {
        declares: CONTEXT,
        open: true,
      });
    });

    test("it takes a wrong key and none at all: no fault, and none is found", async () => {
      config();
      expectClean(await ask([], { LITELLM_API_KEY: "sk-wrong" }));
      expectClean(await ask(["--deep"], { LITELLM_API_KEY: "sk-wrong" }));
    });
  });
});
