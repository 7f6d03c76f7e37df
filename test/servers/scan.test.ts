import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { SERVERS, WELL_KNOWN_PORTS } from "../../src/servers/registry.ts";
import { scanServers } from "../../src/servers/scan.ts";
import {
  carriesKey,
  closedPort,
  generic,
  htmlApp,
  llamacpp,
  silent,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { http, start, track } from "./support.ts";

describe("scanServers", () => {
  it("keeps the order, lists a server once, and reports what was tried", async () => {
    const studio = track(await startLmStudio());
    const llama = await start(llamacpp({ loading: true }));
    const app = await start(htmlApp());
    const guarded = await start(vllm({ apiKey: "k" }));
    const free = `http://127.0.0.1:${await closedPort()}/v1`;
    const baseUrls = [
      free,
      studio.baseUrl,
      `${studio.baseUrl}/`,
      studio.baseUrl.replace("127.0.0.1", "localhost"),
      app.baseUrl,
      llama.baseUrl,
      guarded.baseUrl,
    ];
    const result = await scanServers(http, { baseUrls, timeoutMs: 2000 });
    expect(result.servers.map((server) => [server.kind, server.status])).toEqual([
      ["lmstudio", "ready"],
      ["llamacpp", "loading"],
      ["vllm", "unauthorized"],
    ]);
    expect(result.tried).toEqual([
      { url: free, outcome: "refused: connection refused" },
      { url: studio.baseUrl, outcome: "LM Studio" },
      { url: app.baseUrl, outcome: "not-a-model-server: answers 200 with a web page to GET /v1/models" },
      { url: llama.baseUrl, outcome: "loading: 503: Loading model" },
      { url: guarded.baseUrl, outcome: "unauthorized: requires an API key (401)" },
    ]);
  });

  it("a silent or busy server is there: none of them is refused", async () => {
    const mute = await start(silent());
    const profile = vllm();
    const busy = await start({
      ...profile,
      handle: (exchange: Parameters<typeof profile.handle>[0]) =>
        exchange.json(429, { error: { message: "Too many requests" } }, { "retry-after": "30" }),
    });
    const baseUrls = [mute.baseUrl, busy.baseUrl];
    const { servers, tried } = await scanServers(http, { baseUrls, timeoutMs: 1_000 });
    expect(servers.map(({ status }) => status)).toEqual(["busy"]);
    expect(tried.map(({ outcome }) => outcome)).toEqual([
      "silent: takes connections, but says nothing within 1 s",
      "busy: is busy, and asks to come back in 30 s (429: Too many requests)",
    ]);
    expect(busy.requests.filter(({ path }) => path === "/v1/models").length).toBeGreaterThan(1);
  });

  it("identifies five products that share port 8000 (research 19)", async () => {
    const listed = (row: JsonObject = { max_model_len: 65_536 }) => [{ id: "m", row }];
    const nim = { "/v1/metadata": { version: "1.8.0", modelInfo: [] } };
    const servers = [
      await start(vllm()),
      await start(generic({ ownedBy: "system", models: listed(), routes: nim })),
      await start(generic({ ownedBy: "tensorrt_llm", routes: { "/version": { version: "1.1.0" } } })),
      await start(generic({ ownedBy: "omlx", models: listed() })),
      await start(generic({ ownedBy: "ds4.c", models: listed({ context_length: 65_536 }) })),
    ];
    const { tried } = await scanServers(http, {
      baseUrls: servers.map(({ baseUrl }) => baseUrl),
      timeoutMs: 2000,
    });
    const names = ["vLLM", "NVIDIA NIM", "TensorRT-LLM", "oMLX", "ds4"];
    expect(tried.map(({ outcome }) => outcome)).toEqual(names);
    for (const server of servers) expect(server.forbidden).toEqual([]);
  });

  it("gives each address only its own key", async () => {
    const first = await start(vllm({ apiKey: "first-key" }));
    const second = await start(generic({}));
    const result = await scanServers(http, {
      baseUrls: [first.baseUrl, second.baseUrl],
      timeoutMs: 2000,
      apiKeyFor: (url) => (url === first.baseUrl ? "first-key" : undefined),
    });
    expect(result.servers.map((server) => server.status)).toEqual(["ready", "ready"]);
    expect(second.requests.some(carriesKey)).toBe(false);
  });

  it("probes every default port of this machine once, those of the usual products first", async () => {
    const { tried } = await scanServers(http, { timeoutMs: 500 });
    expect(tried.map(({ url }) => url)).toEqual(
      WELL_KNOWN_PORTS.map((port) => `http://127.0.0.1:${port}/v1`),
    );
    expect(WELL_KNOWN_PORTS.slice(0, 7)).toEqual([1234, 8000, 9931, 8080, 11434, 4000, 30000]);
    expect(new Set(WELL_KNOWN_PORTS).size).toBe(WELL_KNOWN_PORTS.length);
  });
});

it("every adapter is registered under its own kind", () => {
  for (const [kind, adapter] of Object.entries(SERVERS)) expect(adapter.kind).toBe(kind);
});
