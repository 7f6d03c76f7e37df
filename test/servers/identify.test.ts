import { describe, expect, it } from "vitest";
import {
  assertHarmless,
  behind,
  carriesKey,
  closedPort,
  type Emulator,
  type Exchange,
  generic,
  htmlApp,
  huge,
  litellm,
  llamacpp,
  nonJson,
  notHttp,
  ollama,
  otherJson,
  type Profile,
  redirect,
  silent,
  slowLoris,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { modelOf, probe, probed, start, track } from "./support.ts";

describe("no model server", () => {
  it("no server", async () => {
    const state = await probe(`http://127.0.0.1:${await closedPort()}/v1`);
    expect(state).toMatchObject({ status: "refused", kind: null, detail: "connection refused" });
    expect(state.requests).toHaveLength(1);
  });

  it("an unknown host, and an invalid URL", async () => {
    expect(await probe("http://nowhere.invalid:1234/v1")).toMatchObject({ status: "unreachable" });
    expect(await probe("localhost:1234")).toMatchObject({
      status: "error",
      detail: "not an http or https URL",
    });
  });

  it("a web app (HTML), with 200 and with 404", async () => {
    const app = await start(htmlApp());
    expect(await probe(app.baseUrl)).toMatchObject({
      status: "not-a-model-server",
      kind: null,
      detail: "answers 200 with a web page to GET /v1/models",
    });
    expect(await probed(htmlApp(404))).toMatchObject({ status: "not-a-model-server" });
    assertHarmless(app);
  });

  it("something that does not speak HTTP", async () => {
    expect(await probed(notHttp())).toMatchObject({ status: "not-a-model-server" });
  });

  it.each([
    ["text", nonJson(), "something that is not JSON"],
    ["other JSON", otherJson(), "JSON that is no model list"],
    ["rows without ids", nonJson('{"data":[{"name":"x"}]}'), "JSON that is no model list"],
    ["null", nonJson("null"), "JSON that is no model list"],
  ])("200 with %s", async (_name, profile, words) => {
    const state = await probed(profile);
    expect(state.status).toBe("not-a-model-server");
    expect(state.detail).toContain(words);
  });

  it("a body of 50 MB, within the time limit and without reading it all", async () => {
    const started = Date.now();
    expect(await probed(huge(50))).toMatchObject({ status: "not-a-model-server" });
    expect(Date.now() - started).toBeLessThan(4000);
  });

  it.each([
    ["silent TCP", silent(), "takes connections, but says nothing within 300 ms"],
    ["a slow loris", slowLoris(), "begins an answer, but does not complete it within 300 ms"],
  ])("%s is there, but says nothing in time", async (_name, profile, detail) => {
    expect(await probed(profile, { timeoutMs: 300 })).toMatchObject({ status: "silent", detail });
  });

  it("a redirect: the target is named, gets no request and never the key", async () => {
    const target = await start(vllm());
    const state = await probed(redirect(`${target.origin}/login?session=secret`), {
      apiKey: "sk-very-secret",
    });
    expect(state).toMatchObject({
      status: "not-a-model-server",
      detail: `redirects to ${target.origin}; not followed`,
    });
    expect(target.requests).toEqual([]);
    expect(JSON.stringify(state)).not.toContain("secret");
  });
});

describe("a fault of a moment", () => {
  const page = { "content-type": "text/html" };
  it.each<[string, (exchange: Exchange) => void]>([
    ["a web page", (e) => e.text(200, "<html>Starting…</html>", page)],
    ["a proxy's 502", (e) => e.text(502, "<html>502 Bad Gateway</html>", page)],
    ["an error without a text", (e) => e.text(500, "")],
    ["an error under 200", (e) => e.json(200, { error: { message: "worker died" } })],
    ["an empty body", (e) => e.text(200, "")],
  ])("%s once is no verdict on the server", async (_name, answer) => {
    let odd = 0;
    const first = behind(vllm(), (exchange) => {
      if (exchange.path !== "/v1/models" || odd > 0) return false;
      odd += 1;
      answer(exchange);
      return true;
    });
    expect(await probed(first)).toMatchObject({ status: "ready", kind: "vllm" });
    expect(odd).toBe(1);
  });
});

describe("base paths", () => {
  it.each(["", "/", "/v1/v1", "/v1/chat/completions", "/chat/completions", "/api", "/openai"])(
    "vLLM under %j suggests /v1",
    async (path) => {
      const emulator = await start(vllm());
      const state = await probe(emulator.origin + path);
      expect(state).toMatchObject({
        status: "wrong-path",
        kind: "vllm",
        suggestedBaseUrl: `${emulator.origin}/v1`,
      });
      expect(modelOf(state).contextAllocated.value).toBe(65_536);
      assertHarmless(emulator);
    },
  );

  it("LM Studio without /v1, which answers 200 to everything", async () => {
    const studio = track(await startLmStudio());
    const state = await probe(studio.origin);
    expect(state).toMatchObject({ status: "wrong-path", kind: "lmstudio", suggestedBaseUrl: studio.baseUrl });
    expect(modelOf(state).contextAllocated.value).toBe(65_536);
  });

  it("llama.cpp without /v1 works, and a trailing slash makes no difference", async () => {
    const emulator = await start(llamacpp());
    expect(await probe(emulator.origin)).toMatchObject({ status: "ready", kind: "llamacpp" });
    expect(await probe(`${emulator.baseUrl}/`)).toMatchObject({ status: "ready", baseUrl: emulator.baseUrl });
  });

  it("Ollama's own API has no /v1, which is right for api: ollama", async () => {
    const emulator = await start(ollama());
    expect(await probe(emulator.origin)).toMatchObject({ status: "wrong-path", kind: "ollama" });
    expect(await probe(emulator.origin, { nativeOllama: true })).toMatchObject({
      status: "ready",
      kind: "ollama",
    });
  });

  it("requests native routes below a proxy's sub-path", async () => {
    const emulator = await start(generic({ basePath: "/lan/llm/v1", ownedBy: "vllm" }));
    const state = await probe(emulator.baseUrl);
    expect(state.status).toBe("ready");
    expect(emulator.requests.map((request) => request.path)).toContain("/lan/llm/version");
    expect(await probe(`${emulator.origin}/lan/llm`)).toMatchObject({
      status: "wrong-path",
      suggestedBaseUrl: emulator.baseUrl,
    });
  });
});

describe("keys", () => {
  it.each([
    ["vllm", vllm({ apiKey: "good-key" }), "vllm"],
    ["llama.cpp", llamacpp({ apiKey: "good-key" }), "llamacpp"],
    ["litellm", litellm({ apiKey: "sk-good-key", database: true }), "litellm"],
  ])("%s: required, rejected, accepted", async (_name, profile, kind) => {
    const emulator = await start(profile);
    const good = emulator.options.apiKey ?? "";
    const without = await probe(emulator.baseUrl);
    expect(without).toMatchObject({ status: "unauthorized", auth: "required", kind, models: [] });
    expect(emulator.requests.some(carriesKey)).toBe(false);
    const wrong = await probe(emulator.baseUrl, { apiKey: "sk-wrong-key" });
    expect(wrong).toMatchObject({ status: "unauthorized", auth: "rejected", kind });
    expect(JSON.stringify(wrong)).not.toContain("sk-wrong-key");
    const right = await probe(emulator.baseUrl, { apiKey: good });
    expect(right).toMatchObject({ status: "ready", auth: "required", kind });
    expect(JSON.stringify(right)).not.toContain(good);
    assertHarmless(emulator);
  });

  it("a placeholder where no key is required changes nothing", async () => {
    expect(await probed(vllm(), { apiKey: "x" })).toMatchObject({ status: "ready", auth: "none" });
  });

  it.each<[string, () => Profile | Promise<Emulator>, kind: string]>([
    ["LM Studio repeats the key", () => startLmStudio({ apiKey: "lm-real-token" }), "lmstudio"],
    ["LiteLLM without a database says 400", () => litellm({ apiKey: "sk-right" }), "litellm"],
  ])("a wrong key: %s; the state does not have it", async (_title, server, kind) => {
    const state = await probed(server(), { apiKey: "sk-my-secret-key-123" });
    expect(state).toMatchObject({ status: "unauthorized", auth: "rejected", kind });
    // the first ten characters are repeated
    expect(JSON.stringify(state)).not.toContain("my-sec");
  });

  it("LiteLLM without its database module says 500 to a missing key", async () => {
    const emulator = await start(litellm({ apiKey: "sk-right", failsWithoutKey: true }));
    const state = await probe(emulator.baseUrl);
    expect(state).toMatchObject({ status: "unauthorized", auth: "required", kind: "litellm" });
    const open = await probe(emulator.baseUrl, { apiKey: "sk-right" });
    expect(open).toMatchObject({ status: "ready", auth: "required", kind: "litellm" });
    assertHarmless(emulator, { key: "allowed" });
  });

  it("the greeting never carries the key, and another port never sees it", async () => {
    const emulator = await start(vllm({ apiKey: "good-key" }));
    const other = await start(llamacpp());
    await probe(emulator.baseUrl, { apiKey: "good-key" });
    await probe(other.baseUrl);
    const [greeting] = emulator.requests;
    expect(greeting?.path).toBe("/lmstudio-greeting");
    expect(greeting && carriesKey(greeting)).toBe(false);
    assertHarmless(other, { key: "never" });
  });

  it("a key that is not valid in a header is a failure, not a crash", async () => {
    const state = await probed(vllm(), { apiKey: "line\nbreak" });
    expect(state.status).toBe("error");
    expect(JSON.stringify(state)).not.toContain("break");
  });
});

describe("hostile texts", () => {
  it("versions lose control characters and escapes; ids stay as they are, for what compares them", async () => {
    const evil = "\u001b[2J\u001b]0;owned\u0007evil\r\nmodel\u202e";
    const models = [{ id: evil }, { id: "\u001b[0m" }, { id: "x".repeat(5000) }];
    const state = await probed(vllm({ models, version: "\u001b[31m1.0" }));
    expect(state.models.map((model) => model.id)).toEqual(models.map(({ id }) => id));
    expect(state.version).toBe("1.0");
    expect(JSON.stringify({ ...state, models: [] })).not.toMatch(/\\u001b|\\u202e/);
  });

  it("error messages do, too", async () => {
    expect(
      await probed({
        name: "evil error",
        options: {},
        basePath: "/v1",
        handle: (exchange) => exchange.json(500, { error: { message: "\u001b[31mboom\u0007" } }),
      }),
    ).toMatchObject({
      status: "error",
      detail: "answers 500 to GET /v1/models: boom",
    });
  });

  it("names of the prototype are neither owners nor figures", async () => {
    const rows = [
      { id: "__proto__", row: { owned_by: "constructor", meta: { n_ctx: -1 }, max_model_len: 1.5 } },
    ];
    const state = await probed(generic({ models: rows }));
    expect(state).toMatchObject({
      status: "ready",
      kind: "openai-compatible",
      product: "OpenAI-compatible server",
    });
    expect(modelOf(state).contextAllocated.value).toBeNull();
  });
});

describe("the requests of a probe", () => {
  it("are recorded without query and userinfo, and few", async () => {
    const emulator = await start(vllm());
    const state = await probe(emulator.baseUrl.replace("//", "//user:pass@"));
    expect(state.requests).toEqual([
      { url: `${emulator.origin}/lmstudio-greeting`, outcome: "404" },
      { url: `${emulator.origin}/v1/models`, outcome: "200" },
      { url: `${emulator.origin}/version`, outcome: "200" },
      { url: `${emulator.origin}/v1/metadata`, outcome: "404" },
    ]);
    expect(JSON.stringify(state)).not.toContain("pass");
  });
});
