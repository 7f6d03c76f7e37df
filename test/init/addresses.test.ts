import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import JSON5 from "json5";
import { beforeAll, describe, expect, it } from "vitest";
import { endpointUrl, envName } from "../../src/core/endpoint.ts";
import { getIn } from "../../src/core/json.ts";
import { baseUrlFor, chooseProvider } from "../../src/init/provider.ts";
import { usableServers } from "../../src/init/server.ts";
import { keyLiteral } from "../../src/init/templates/literal.ts";
import { viewConfig } from "../../src/openclaw/view.ts";
import {
  type Emulator,
  litellm,
  llamacpp,
  ollama,
  sglang,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { configOn, doctorHere } from "../support/doctor.ts";
import { track } from "../support/track.ts";
import { init, options, read, stage } from "./stage.ts";
import { model, server } from "./states.ts";

describe("--endpoint", () => {
  it.each([
    ["8000", "http://127.0.0.1:8000/v1"],
    [":8000", "http://127.0.0.1:8000/v1"],
    ["gpubox:8000", "http://gpubox:8000/v1"],
    ["[::1]:8000", "http://[::1]:8000/v1"],
    ["//10.0.0.7:8000/", "http://10.0.0.7:8000/v1"],
    ["10.0.0.7:8000/llm/v1", "http://10.0.0.7:8000/llm/v1"],
    ["http://localhost:8000/", "http://localhost:8000/v1"],
    ["http://localhost:8000/v1/chat/completions", "http://localhost:8000/v1"],
    ["https://models.example/v1/", "https://models.example/v1"],
  ])("%s is %s", (typed, url) => {
    expect(endpointUrl(typed)).toBe(url);
  });
  it.each(["gpubox", "localhost", "0", "70000", "ftp://x:1", "::1:8000", "", "http://"])(
    "%j is refused with the forms that work",
    (typed) => {
      expect(() => endpointUrl(typed)).toThrow(/is not an address/);
    },
  );
  it("never prints a password or a key", () => {
    for (const typed of ["http://me:hunter2@gpubox:1", "me:hunter2@gpubox:1", "sk-x:hunter2@:1"])
      expect(() => endpointUrl(typed)).toThrow(expect.not.stringContaining("hunter2"));
    expect(() => envName("sk-hunter2")).toThrow(expect.not.stringContaining("hunter2"));
  });
});

const HOUSE = { models: [{ id: "house-8b", loaded: true }], allocatedContext: 65_536 };

/** Each product, and the paths at which it lists its models. */
const PRODUCTS: [name: string, start: () => Promise<Emulator>, paths: string[]][] = [
  ["LM Studio", () => startLmStudio(), ["/v1"]],
  ["vLLM", () => startEmulator(vllm(HOUSE)), ["/v1"]],
  ["SGLang", () => startEmulator(sglang(HOUSE)), ["/v1"]],
  ["llama.cpp", () => startEmulator(llamacpp(HOUSE)), ["/v1", ""]],
  ["LiteLLM", () => startEmulator(litellm(HOUSE)), ["/v1", ""]],
  ["Ollama", () => startEmulator(ollama(HOUSE)), [""]],
];

describe.each(PRODUCTS)("the base URL of %s", (_, start, paths) => {
  let port = 0;
  let made = "";
  let provider = "";

  beforeAll(async () => {
    const emulator = track(await start());
    port = Number(new URL(emulator.baseUrl).port);
    const on = stage();
    const own = options(on, { endpoint: [endpointUrl(String(port))], json: true, context: 65_536 });
    expect(await init(on, own)).toBe(0);
    provider = JSON.parse(on.stdout()).provider;
    made = read(on.config);
  });

  const hosts = fc.constantFrom("127.0.0.1", "localhost");
  const spelling = fc
    .tuple(fc.constantFrom("http://", ""), hosts, fc.constantFrom("", "/", "/v1", "/v1/"))
    .map(
      ([scheme, host, path]) =>
        (to: number) =>
          `${scheme}${host}:${to}${path}`,
    );
  const typed = fc.oneof(
    spelling,
    fc.constantFrom(
      (to: number) => String(to),
      (to: number) => `:${to}`,
    ),
  );

  it("is the same however the address is typed, and no spelling changes one that works", async () => {
    const property = fc.asyncProperty(
      fc.record({ id: fc.constantFrom(provider, "mine"), host: hosts, path: fc.constantFrom(...paths) }),
      fc.constantFrom("", "/"),
      fc.array(typed, { minLength: 1, maxLength: 2 }),
      async ({ id, host, path }, slash, forms) => {
        const text = made
          .replace(/baseUrl: "[^"]*"/, `baseUrl: "http://${host}:${port}${path}${slash}"`)
          .replace(`      ${keyLiteral(provider)}: {`, `      ${keyLiteral(id)}: {`)
          .replaceAll(`"${provider}/`, `"${id}/`);
        const on = stage({ config: text });
        for (const form of forms) {
          const own = options(on, { endpoint: [endpointUrl(form(port))], json: true, context: 65_536 });
          await init(on, own);
          expect(read(on.config)).toBe(text);
        }
      },
    );
    await fc.assert(property, { numRuns: 6 });
  });
});

describe("an existing base URL", () => {
  const launch = async () => {
    const profile = vllm({ models: [{ id: "lab-12b" }], allocatedContext: 65_536 });
    return track(await startEmulator(profile)).baseUrl;
  };
  const row = '[{ id: "lab-12b", name: "L", contextWindow: 65536, maxTokens: 8192 }]';
  const entry = (id: string, baseUrl: string, rows = row) =>
    `${id}: { baseUrl: "${baseUrl}", apiKey: "x", api: "openai-completions", models: ${rows} },`;
  const config = (providers: string, primary: string) =>
    `{ models: { mode: "merge", providers: { ${providers} } }, agents: { defaults: { model: "${primary}" } } }\n`;

  it("in a variable is understood and stays; a variable that is not set is named", async () => {
    const url = await launch();
    const text = config(entry("lab", "${LAB_URL}"), "lab/lab-12b");
    const on = stage({ config: text, env: { LAB_URL: url } });
    expect(await init(on, options(on, { endpoint: [url], json: true }))).toBe(0);
    expect(read(on.config)).toBe(text);
    expect(JSON.parse(on.stdout()).doctor).toMatchObject({ findings: [], endpoints: [{ baseUrl: url }] });
    const unset = stage({ config: text });
    await init(unset, options(unset, { endpoint: [url], json: true, dryRun: true }));
    expect(JSON.parse(unset.stdout()).notes.join()).toContain("LAB_URL, which is not set");
  });

  it("of two entries for one server is that of the routed one, else of the one with the model", async () => {
    const url = await launch();
    const other = entry("embeddings", url, '[{ id: "bge", name: "B", contextWindow: 8192, maxTokens: 512 }]');
    for (const primary of ["loft/lab-12b", "openai/gpt-5.5"]) {
      const on = stage({ config: config(`${other} ${entry("loft", url)}`, primary) });
      await init(on, options(on, { endpoint: [url], json: true }));
      expect(JSON.parse(on.stdout())).toMatchObject({ provider: "loft", model: "loft/lab-12b" });
      expect(
        getIn(JSON5.parse(read(on.config)), ["models", "providers", "embeddings", "models"]),
      ).toHaveLength(1);
    }
  });

  it("where OpenClaw finds nothing is corrected, with a note", async () => {
    const studio = track(await startLmStudio());
    const wrong = studio.baseUrl.replace("/v1", "/api/v1");
    const text = config(entry("lmstudio", wrong, "[]"), "openai/gpt-5.5");
    const on = stage({ config: text });
    expect(await init(on, options(on, { endpoint: [studio.baseUrl], json: true }))).toBe(0);
    expect(read(on.config)).toContain(`"${studio.baseUrl}"`);
    expect(JSON.parse(on.stdout()).notes.join()).toContain(`changes from ${wrong}`);
  });

  it("is found by doctor --endpoint with and without /v1", async () => {
    const url = await launch();
    const machine = new FakeMachine();
    const file = configOn(machine, config(entry("lab", url), "lab/lab-12b"));
    for (const form of [url, url.replace("/v1", ""), new URL(url).port, `localhost:${new URL(url).port}`]) {
      const { report } = await doctorHere(["--config", file, "--endpoint", form], machine);
      expect(report.endpoints).toMatchObject([
        { provider: "lab", models: [{ ref: "lab/lab-12b", contextConfigured: 65_536 }] },
      ]);
    }
  });
});

describe("one server", () => {
  it("typed twice counts once; two servers that share a port do not", () => {
    const models = [model("m")];
    const urls = ["http://127.0.0.1:1/v1", "http://localhost:1", "http://[::1]:1/v1/"];
    expect(usableServers(urls.map((url) => server(url, { models })))).toHaveLength(1);
    const other = server("http://[::1]:1/v1", { models: [model("other")] });
    expect(usableServers([server("http://127.0.0.1:1/v1", { models }), other])).toHaveLength(2);
  });
  it("is written as OpenClaw documents it for the product", () => {
    const at = (url: string, kind: Parameters<typeof baseUrlFor>[2], id: string) =>
      baseUrlFor(url, "openai-completions", kind, id);
    for (const form of ["http://h:1", "http://h:1/", "http://h:1/v1"]) {
      expect(at(form, "llamacpp", "mine")).toBe("http://h:1/v1");
      expect(at(form, "litellm", "litellm")).toBe("http://h:1");
      expect(at(form, "litellm", "gateway")).toBe("http://h:1/v1");
      expect(baseUrlFor(form, "ollama", "ollama", "ollama")).toBe("http://h:1");
    }
    // the models were found here, and nothing is known of another path
    expect(at("http://h:1", "openai-compatible", "local")).toBe("http://h:1");
    expect(at("http://h:1/llm/v1", "vllm", "vllm")).toBe("http://h:1/llm/v1");
  });
});

describe("a key", () => {
  const hosted = (providers: object) => viewConfig({ models: { providers } } as never);
  const choose = (view: ReturnType<typeof hosted>, wantedId: string) =>
    chooseProvider({ view, baseUrl: "http://127.0.0.1:8000/v1", kind: "vllm", wantedId });

  it("of a hosted provider never goes to another server", () => {
    const openai = { baseUrl: "https://api.openai.com/v1", apiKey: "${OPENAI_API_KEY}", models: [] };
    for (const [providers, id] of [
      [{ openai }, "openai"],
      [{ mine: { ...openai, baseUrl: "https://gw.example/v1" } }, "mine"],
      [{ anthropic: { models: [] } }, "anthropic"],
      [{}, "openrouter"],
    ] as const) {
      expect(() => choose(hosted(providers), id)).toThrow(/its key and its models are not for this server/);
    }
    const here = { ...openai, baseUrl: "http://localhost:8000/v1" };
    expect(choose(hosted({ openai: here }), "openai").notes).toEqual([]);
  });
  it("of another local server goes along only with a word on it", () => {
    const old = {
      baseUrl: "http://10.0.0.2:8000/v1",
      apiKey: "${RIG_KEY}",
      models: [{ id: "a" }, { id: "b" }],
    };
    const [note] = choose(hosted({ rig: old }), "rig").notes;
    expect(note).toMatch(/10\.0\.0\.2:8000\/v1 and now points here.*RIG_KEY.*2 models/);
  });
  it("that is missing is named by its variable, whoever names it", async () => {
    const profile = vllm({ models: [{ id: "m" }], allocatedContext: 65_536, apiKey: "right-key" });
    const { baseUrl } = track(await startEmulator(profile));
    const run = async (apiKey: string | null, own: object, env: Record<string, string> = {}) => {
      const on = stage(
        apiKey === null
          ? { env }
          : {
              env,
              config: `{ models: { providers: { rig: { baseUrl: "${baseUrl}", apiKey: ${apiKey}, models: [] } } } }`,
            },
      );
      expect(await init(on, options(on, { endpoint: [baseUrl], json: true, ...own }))).toBe(1);
      return JSON.parse(on.stdout()).error.message;
    };
    expect(await run(null, { apiKeyEnv: "MY_RIG_KEY" })).toContain("MY_RIG_KEY");
    expect(await run(null, { apiKeyEnv: "MY_RIG_KEY" }, { MY_RIG_KEY: "wrong" })).toMatch(
      /refuses.*MY_RIG_KEY/,
    );
    expect(await run('"${RIG_KEY}"', {})).toMatch(/RIG_KEY.*"rig" names is not set/);
    expect(await run('{ source: "env", provider: "default", id: "RIG_KEY" }', {})).toContain("RIG_KEY");
    expect(await run(null, { apiKeyEnv: "ABCDEF0123456789" })).not.toContain("ABCDEF");
  });
});

describe("a server that is there", () => {
  const listen = async (answer: Parameters<typeof createServer>[1]) => {
    const made = createServer(answer);
    await new Promise<void>((done) => made.listen(0, "127.0.0.1", done));
    track({ close: async () => void made.close() });
    return `127.0.0.1:${(made.address() as AddressInfo).port}`;
  };
  const failure = async (endpoint: string, own: object = {}) => {
    const on = stage();
    writeFileSync(on.config, "{}");
    await init(on, options(on, { endpoint: [endpoint], json: true, ...own }));
    return JSON.parse(on.stdout()).error;
  };

  it("is not denied when it is slow", async () => {
    const host = await listen((_, reply) => void setTimeout(() => reply.end("{}"), 3_000).unref());
    const error = await failure(`http://${host}/v1`, { timeout: 300 });
    expect(error).toMatchObject({
      message: expect.not.stringContaining("no model server"),
      hint: expect.stringContaining("--timeout 10s"),
    });
  });
  it("is not denied when TLS fails, or when it is something else", async () => {
    const host = await listen((_, reply) => reply.end("<html>hello</html>"));
    expect((await failure(`https://${host}/v1`)).message).toMatch(
      /is there, but the encrypted connection fails/,
    );
    expect((await failure(`http://${host}/v1`)).message).toMatch(/cannot be used: answers 200/);
  });
});
