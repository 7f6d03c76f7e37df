import { writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../../src/core/report.ts";
import { closedPort } from "../../emulators/index.ts";
import { brief, doctor } from "../lib/cli.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "../lib/llama.ts";
import { agentTurn } from "../lib/openclaw.ts";
import { launch, type ModelServer } from "../lib/product.ts";
import { proven } from "../lib/proof.ts";
import { makeSandbox, writeConfig } from "../lib/sandbox.ts";
import { scenario } from "../lib/scenario.ts";
import { healthyStory, planted } from "../lib/story.ts";
import { OPENCLAW_VERSION } from "../parts/openclaw.ts";
import { aimock } from "../products/aimock.ts";
import { nginx, nginxConfig } from "../products/nginx.ts";
import { portkey } from "../products/portkey.ts";

type Config = Parameters<typeof writeConfig>[1];
type Seen = { code: number | null; report: Report };

/** What aimock says of its context: nothing. */
const UNTOLD = "info unverified context-undeclared";
const READ = { name: "read", arguments: { path: "AGENTS.md" } };
/**
 * What the tiny models do, in aimock's own form: one tool call, then "pong". OpenClaw sends a user's message after the result
 * of a tool, so that `hasToolResult` is not enough.
 */
const SCRIPT = [
  { match: { model: MODEL_ID, hasToolResult: true }, response: { content: "pong" } },
  { match: { model: MODEL_ID, turnIndex: 1 }, response: { content: "pong" } },
  { match: { model: MODEL_ID, turnIndex: 0, toolName: "read" }, response: { toolCalls: [READ] } },
  { match: { model: MODEL_ID }, response: { content: "pong" } },
];
/** It begins at once, and then sends a character every three seconds. */
const SLOW = [
  { match: { model: MODEL_ID }, response: { content: "pong" }, streamingProfile: { ttft: 50, tps: 0.3 } },
];
const REFUSED = {
  message: "Incorrect API key provided",
  type: "invalid_request_error",
  code: "invalid_api_key",
};

/** Without what cannot be known of the product. */
const without = (known: string, { code, report }: Seen): Seen => ({
  code,
  report: { ...report, findings: report.findings.filter((f) => f.checkId !== known) },
});

scenario("aimock", ["aimock", "nginx", "llama", "models", "openclaw"], (have) => {
  const product = aimock(have.aimock.dir);
  const sandbox = makeSandbox("aimock", have.openclaw.path);
  const fixtures = `${sandbox.dir}/fixtures.json`;
  let mock: ModelServer | null = null;
  let port = 0;
  const stop = async () => {
    await mock?.stop();
    mock = null;
  };
  beforeAll(async () => {
    port = await closedPort();
  });
  afterAll(async () => {
    await stop();
    sandbox.remove();
  });
  const serve = async (options = "", script: object[] = SCRIPT, env: NodeJS.ProcessEnv = {}) => {
    await stop();
    writeFileSync(fixtures, JSON.stringify({ fixtures: script }));
    mock = await launch(product, sandbox, `llmock -p ${port} -f ${fixtures} ${options}`, port, env);
  };
  const baseUrl = () => `http://127.0.0.1:${port}/v1`;
  const config = (more: Partial<Config> = {}) =>
    writeConfig(sandbox, { baseUrl: baseUrl(), model: MODEL_ID, contextWindow: CONTEXT, ...more });
  const ask = async (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
    without("context-undeclared", await doctor(sandbox, args, env));

  describe("healthy, with replies of its own", () => {
    beforeAll(() => serve());
    healthyStory({
      product,
      sandbox,
      baseUrl,
      scanned: { kind: "openai-compatible", auth: "none" },
      model: { id: MODEL_ID },
      context: null,
      unverified: [UNTOLD],
      init: ["--context", String(CONTEXT)],
    });
  });

  describe("faults", () => {
    beforeAll(() => config());
    const chaos = (kind: string, finds: string) =>
      planted(`--chaos-${kind}`, {
        product,
        plant: async () => {
          await serve(`--chaos-${kind} 1`);
          return ask(["--deep"]);
        },
        finds,
        cure: async () => {
          await serve();
          return ask(["--deep"]);
        },
      });
    chaos("drop", "error answer-error");
    chaos("malformed", "error error-under-200");
    chaos("disconnect", "error no-answer");
    chaos("ratelimit", "warning server-busy");

    planted("a refusal that only inference gets", {
      product,
      plant: async () => {
        await serve("", [{ match: { model: MODEL_ID }, response: { error: REFUSED, status: 401 } }]);
        return ask(["--deep"]);
      },
      finds: "error answer-error",
      check: ({ message }) => expect(message).toContain("inference requires a key"),
    });

    planted("a key", {
      product,
      plant: async () => {
        await serve("", SCRIPT, { AIMOCK_API_KEYS: "sk-right" });
        config({ apiKey: "${LOCAL_API_KEY}" });
        return ask([], { LOCAL_API_KEY: "sk-wrong" });
      },
      finds: "error server-401",
      check: ({ message }) => expect(message).toContain("refuses the key in LOCAL_API_KEY"),
      cure: () => ask([], { LOCAL_API_KEY: "sk-right" }),
    });
  });

  describe("behind an nginx that gives up in the middle of an answer", () => {
    const front = nginx(have.nginx.bin, have.nginx.version);
    let proxy: ModelServer | null = null;
    afterEach(() => proxy?.stop());
    planted("a read timeout that is shorter than a pause of the stream", {
      product: front,
      plant: async () => {
        const [outer, ready] = [await closedPort(), await closedPort()];
        await serve("--chunk-size 1", SLOW);
        const pass = `location / { proxy_pass http://127.0.0.1:${port}; proxy_buffering off; proxy_read_timeout 1s; }`;
        const file = nginxConfig(sandbox, ready, `server { listen 127.0.0.1:${outer}; ${pass} }`);
        proxy = await launch(front, sandbox, `nginx -c ${file}`, ready);
        config({ baseUrl: `http://127.0.0.1:${outer}/v1` });
        return ask(["--deep"]);
      },
      finds: "error stream-cut",
      check: ({ fixHint }) => expect(fixHint).toContain("proxy_read_timeout 600s"),
    });
  });

  describe("as a proxy in front of llama-server", () => {
    let server: Llama;
    beforeAll(async () => {
      server = await startLlama({ bin: have.llama.bin, model: have.models.plain, port: await closedPort() });
      await serve(`--proxy-only --provider-openai ${new URL(server.baseUrl).origin}`, []);
      config();
    });
    afterAll(() => server?.stop());

    test("its list is its own: an id that only the server behind it has is no error, and answers", async () => {
      expect(brief((await ask()).report)).toEqual([
        expect.stringMatching(/^info unverified model-id-not-served: .* does not list my-local-model/),
      ]);
      const { report } = await ask(["--deep"]);
      expect(report.summary).toMatchObject({ error: 0, warning: 0 });
      expect(report.endpoints).toMatchObject([{ verdicts: { answers: "pass", tools: "pass" } }]);
    });
  });
});

scenario("Portkey in front of llama-server", ["portkey", "llama", "models", "openclaw"], (have) => {
  const product = portkey(have.portkey.dir);
  const sandbox = makeSandbox("portkey", have.openclaw.path);
  let gateway: ModelServer;
  let server: Llama;
  let port = 0;
  let backendPort = 0;
  const startBackend = async () => {
    server = await startLlama({ bin: have.llama.bin, model: have.models.plain, port: backendPort });
  };
  beforeAll(async () => {
    [port, backendPort] = [await closedPort(), await closedPort()];
    await startBackend();
    gateway = await launch(product, sandbox, `gateway --port=${port} --headless`, port);
  });
  afterAll(async () => {
    await gateway?.stop();
    await server?.stop();
    sandbox.remove();
  });
  const headers = (more: Record<string, string> = {}) => ({
    "x-portkey-provider": "openai",
    "x-portkey-custom-host": `http://127.0.0.1:${backendPort}/v1`,
    ...more,
  });
  const config = (sent: Record<string, string> | null = headers()) =>
    writeConfig(sandbox, {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      model: MODEL_ID,
      contextWindow: CONTEXT,
      apiKey: "local",
      ...(sent === null ? {} : { headers: sent }),
    });

  test("healthy: doctor finds nothing, and neither does --deep", async () => {
    config();
    expect(brief((await doctor(sandbox)).report)).toEqual([]);
    const deep = await doctor(sandbox, ["--deep"]);
    expect(brief(deep.report)).toEqual([]);
    expect(deep.report.endpoints).toMatchObject([{ verdicts: { answers: "pass", tools: "pass" } }]);
    proven(product.name, { version: product.version, context: "meta.n_ctx", clean: true, deep: true });
  });

  test("OpenClaw finishes an agent turn with a tool call", { timeout: 320_000 }, async () => {
    const { code, json } = await agentTurn(sandbox);
    expect(json.meta.toolSummary).toMatchObject({ calls: 1, tools: ["read"], failures: 0 });
    expect({ code, text: json.payloads.at(-1)?.text }).toEqual({ code: 0, text: "pong" });
    proven(product.name, { version: product.version, turn: OPENCLAW_VERSION });
  });

  planted("no headers", {
    product,
    plant: () => {
      config(null);
      return doctor(sandbox);
    },
    finds: "error server-401",
    check: ({ fixHint }) => {
      expect(fixHint).toContain("x-portkey-provider (openai");
      expect(fixHint).toContain("x-portkey-custom-host");
    },
    cure: () => {
      config();
      return doctor(sandbox);
    },
  });

  planted("a provider that it does not know", {
    product,
    plant: () => {
      config(headers({ "x-portkey-provider": "llama" }));
      return doctor(sandbox);
    },
    finds: "error server-401",
    check: ({ fixHint }) => expect(fixHint).toContain("openai for any OpenAI-compatible server"),
    cure: () => {
      config();
      return doctor(sandbox);
    },
  });

  planted("a server in the network, which it does not trust", {
    product,
    plant: () => {
      config(headers({ "x-portkey-custom-host": "http://192.168.1.20:8080/v1" }));
      return doctor(sandbox);
    },
    finds: "error server-401",
    check: ({ fixHint }) => expect(fixHint).toContain("TRUSTED_CUSTOM_HOSTS"),
  });

  planted("nothing behind it", {
    product,
    plant: async () => {
      config();
      await server.stop();
      return doctor(sandbox);
    },
    finds: "error server-unreachable",
    check: ({ fixHint }) => expect(fixHint).toContain("behind the proxy"),
    cure: async () => {
      await startBackend();
      return doctor(sandbox);
    },
  });
});
