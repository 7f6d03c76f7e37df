import { describe, expect, test } from "vitest";
import {
  assertHarmless,
  closedPort,
  htmlApp,
  litellm,
  llamacpp,
  notHttp,
  ollama,
  otherJson,
  redirect,
  silent,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { doctor, single, start, track, verdicts } from "./harness.ts";

const BLOCKED = { listed: "skip", context: "skip", answers: "skip", tools: "skip" };

describe("nothing usable at the address", () => {
  test("refused: one error with the start command of the product", async () => {
    const port = await closedPort();
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const result = await doctor({ id: "lmstudio", baseUrl, model: "minimax/minimax-m2.1" });
    const finding = single(result);
    expect(finding).toMatchObject({
      checkId: "server-unreachable",
      severity: "error",
      status: "found",
      path: "models.providers.lmstudio.baseUrl",
      target: "lmstudio",
      endpoint: baseUrl,
      line: 5,
    });
    expect(finding.message).toContain("refused");
    expect(finding.fix?.commands).toEqual([
      `lms server start --port ${port}`,
      "lms load minimax/minimax-m2.1 --context-length 65536 --yes",
    ]);
    expect(verdicts(result)).toEqual([{ reachable: "fail", ...BLOCKED }]);
    expect(result.endpoints[0]?.models[0]?.served).toBeNull();
  });

  test("a server that nothing uses is a warning, one that OpenClaw starts itself is unverified", async () => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}/v1`;
    const unused = single(await doctor({ baseUrl, primary: "openrouter/x" }));
    expect(unused).toMatchObject({ checkId: "server-unreachable", severity: "warning" });
    const localService = { command: "/usr/bin/llama-server", args: [] };
    const own = single(await doctor({ baseUrl, provider: { localService } }));
    expect(own).toMatchObject({ checkId: "server-unreachable", severity: "info", status: "unverified" });
  });

  test("a port that takes connections and never answers", async () => {
    const emulator = await start(silent());
    const result = await doctor({ baseUrl: emulator.baseUrl }, { timeoutMs: 300 });
    expect(single(result)).toMatchObject({ checkId: "server-unreachable", severity: "error" });
    expect(single(result).evidence["status"]).toBe("timeout");
  });

  test("a host that does not resolve", async () => {
    const result = await doctor(
      { baseUrl: "http://no-such-host.invalid.local:1234/v1" },
      { timeoutMs: 3_000 },
    );
    expect(single(result)).toMatchObject({ checkId: "server-unreachable", severity: "error" });
  });

  test("two providers of one dead server are one finding", async () => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}/v1`;
    const provider = (id: string) => ({
      baseUrl,
      models: [{ id: "m", name: "m", contextWindow: 65_536, maxTokens: 8_192 }],
      ref: id,
    });
    const result = await doctor(
      JSON.stringify({
        models: { providers: { one: provider("one"), two: provider("two") } },
        agents: { defaults: { model: { primary: "one/m", fallbacks: ["two/m"] } } },
      }),
    );
    expect(single(result).checkId).toBe("server-unreachable");
    expect(result.endpoints).toHaveLength(2);
  });
});

describe("something else at the address", () => {
  test.each([
    ["a web page", htmlApp()],
    ["other JSON", otherJson()],
  ])("%s", async (_name, profile) => {
    const emulator = await start(profile);
    const result = await doctor({ id: "vllm", baseUrl: emulator.baseUrl });
    expect(single(result)).toMatchObject({ checkId: "port-held-by-other-server", severity: "error" });
    expect(verdicts(result)).toEqual([{ reachable: "fail", ...BLOCKED }]);
  });

  test("no HTTP at all", async () => {
    const emulator = await start(notHttp());
    expect(single(await doctor({ baseUrl: emulator.baseUrl })).severity).toBe("error");
  });

  test("a redirect to a login", async () => {
    const emulator = await start(redirect("/login"));
    const finding = single(await doctor({ baseUrl: emulator.baseUrl }));
    expect(finding).toMatchObject({ checkId: "redirected", severity: "error" });
  });

  test("vLLM under the id lmstudio is a warning, under an own name nothing", async () => {
    const emulator = await start(vllm());
    const { baseUrl } = emulator;
    expect(single(await doctor({ id: "lmstudio", baseUrl }))).toMatchObject({
      checkId: "port-held-by-other-server",
      severity: "warning",
    });
    expect((await doctor({ id: "gpubox", baseUrl })).findings).toEqual([]);
    assertHarmless(emulator);
  });

  test('api "ollama" needs Ollama', async () => {
    const emulator = await start(llamacpp());
    const finding = single(await doctor({ baseUrl: emulator.baseUrl, api: "ollama" }));
    expect(finding).toMatchObject({ checkId: "port-held-by-other-server", severity: "error" });
    expect(finding.fix?.edits).toEqual([
      { op: "set", path: "models.providers.local.api", value: "openai-completions" },
    ]);
  });
});

describe("wrong path", () => {
  test("a missing /v1 gives a safe edit", async () => {
    const emulator = await start(vllm());
    const finding = single(await doctor({ baseUrl: emulator.origin }));
    expect(finding).toMatchObject({ checkId: "baseurl-path", severity: "error" });
    expect(finding.fix).toEqual({
      commands: [],
      edits: [{ op: "set", path: "models.providers.local.baseUrl", value: emulator.baseUrl }],
      safe: true,
    });
  });

  test("a pasted endpoint", async () => {
    const studio = track(await startLmStudio());
    const finding = single(
      await doctor({ baseUrl: `${studio.baseUrl}/chat/completions`, model: "minimax/minimax-m2.1" }),
    );
    expect(finding.checkId).toBe("baseurl-path");
    expect(finding.fix?.edits[0]?.value).toBe(studio.baseUrl);
  });

  test("the documented forms of Ollama and LiteLLM are right without /v1", async () => {
    const native = await start(ollama({ models: [{ id: "qwen3.5:9b" }] }));
    const row = { baseUrl: native.origin, api: "ollama", model: "qwen3.5:9b", id: "ollama" };
    expect((await doctor(row)).findings).toEqual([]);
    const gateway = await start(litellm());
    const result = await doctor({ id: "litellm", baseUrl: gateway.origin });
    expect(single(result)).toMatchObject({ checkId: "context-undeclared", status: "unverified" });
    assertHarmless(gateway);
  });
});

describe("keys", () => {
  test("wanted and not given: an edit that names a variable", async () => {
    const emulator = await start(vllm({ apiKey: "sk-secret-123" }));
    const result = await doctor({ id: "vllm", baseUrl: emulator.baseUrl });
    const finding = single(result);
    expect(finding).toMatchObject({ checkId: "server-401", severity: "error" });
    expect(finding.fix?.edits).toEqual([
      { op: "set", path: "models.providers.vllm.apiKey", value: "${VLLM_API_KEY}" },
    ]);
    expect(verdicts(result)).toEqual([{ reachable: "fail", ...BLOCKED }]);
  });

  test("a wrong literal, and the key is in no text", async () => {
    const emulator = await start(vllm({ apiKey: "sk-right" }));
    const result = await doctor({ baseUrl: emulator.baseUrl, provider: { apiKey: "sk-wrong-secret-key" } });
    expect(single(result)).toMatchObject({ checkId: "server-401" });
    expect(JSON.stringify(result)).not.toContain("sk-wrong");
  });

  test("a variable that is not set is named", async () => {
    const emulator = await start(vllm({ apiKey: "sk-right" }));
    const setup = { baseUrl: emulator.baseUrl, provider: { apiKey: "${BOX_KEY}" } };
    const finding = single(await doctor(setup));
    expect(finding).toMatchObject({ checkId: "server-401" });
    expect(finding.message).toContain("BOX_KEY");
    expect((await doctor(setup, { env: { BOX_KEY: "sk-right" } })).findings).toEqual([]);
  });

  test("a secret store is not read: unverified", async () => {
    const emulator = await start(vllm({ apiKey: "sk-right" }));
    const apiKey = { source: "file", provider: "disk", id: "box" };
    const result = await doctor({ baseUrl: emulator.baseUrl, provider: { apiKey } });
    expect(single(result)).toMatchObject({ checkId: "server-401", status: "unverified" });
    expect(verdicts(result)[0]?.reachable).toBe("unverified");
  });

  test("LM Studio's placeholder once it wants tokens; OpenClaw's markers are never sent", async () => {
    const studio = track(await startLmStudio({ apiKey: "sk-lm-abc:def" }));
    const row = { id: "lmstudio", baseUrl: studio.baseUrl, model: "minimax/minimax-m2.1" };
    expect(single(await doctor({ ...row, provider: { apiKey: "lmstudio" } })).checkId).toBe("server-401");
    expect(single(await doctor({ ...row, provider: { apiKey: "lmstudio-local" } })).checkId).toBe(
      "server-401",
    );
    const sent = studio.requests.map((r) => r.headers["authorization"]).filter((h) => h !== undefined);
    expect(sent.every((h) => h === "Bearer lmstudio")).toBe(true);
  });
});

test("still loading is neither good nor bad", async () => {
  const emulator = await start(llamacpp({ loading: true }));
  const result = await doctor({ baseUrl: emulator.baseUrl });
  expect(single(result)).toMatchObject({ checkId: "server-loading", status: "unverified" });
  expect(verdicts(result)).toEqual([{ reachable: "warn", ...BLOCKED }]);
});
