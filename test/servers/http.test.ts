import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { closedPort, generic, huge, notHttp, redirect, silent, slowLoris, vllm } from "../emulators/index.ts";
import { http, start, track } from "./support.ts";

const get = (url: string, more = {}) => http.request({ method: "GET", url, timeoutMs: 1000, ...more });

describe("createHttp", () => {
  it("answers with status, lower-case headers and body", async () => {
    const emulator = await start(vllm());
    const reply = await get(`${emulator.baseUrl}/models`);
    expect(reply).toMatchObject({ ok: true, status: 200, headers: { server: "uvicorn" } });
    const [request] = emulator.requests;
    expect(request?.headers).toMatchObject({ accept: "application/json", "accept-encoding": "identity" });
    expect(request?.headers["user-agent"]).toMatch(/^openclaw-local\/\d/);
    expect(request?.headers["user-agent"]).not.toMatch(/omlx|cfnetwork/i);
  });

  it("names every failure", async () => {
    const port = await closedPort();
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({ ok: false, failure: "refused" });
    expect(await get("http://nowhere.invalid/")).toMatchObject({ ok: false, failure: "dns" });
    expect(await get("ftp://127.0.0.1/")).toMatchObject({ ok: false, failure: "invalid-url" });
    expect(await get("no url")).toMatchObject({ ok: false, failure: "invalid-url" });
    const ssh = await start(notHttp());
    expect(await get(ssh.origin)).toMatchObject({ ok: false, failure: "malformed" });
    const cut = await start({
      name: "cut",
      options: {},
      basePath: "/v1",
      handle: (exchange) => exchange.cut(),
    });
    expect(await get(cut.origin)).toMatchObject({ ok: false, failure: "reset" });
    expect(await get(cut.origin.replace("http:", "https:"))).toMatchObject({ ok: false, failure: "tls" });
  });

  it("keeps to its time limit with a silent server and with a very slow one", async () => {
    for (const profile of [silent(), slowLoris()]) {
      const emulator = await start(profile);
      const started = Date.now();
      const reply = await get(emulator.origin, { timeoutMs: 300 });
      expect(reply).toMatchObject({ ok: false, failure: "timeout" });
      expect(Date.now() - started).toBeLessThan(1500);
    }
  });

  it("stops reading at the cap: a failure for a list, a capped body for a stream", async () => {
    const emulator = await start(huge(50));
    const options = { method: "GET" as const, url: emulator.origin, timeoutMs: 5000, maxBytes: 1 << 20 };
    expect(await http.request(options)).toMatchObject({ ok: false, failure: "too-large" });
    const streamed = await http.stream(options, () => undefined);
    expect(streamed.ok && streamed.body.length).toBe(1 << 20);
  });

  it("does not follow redirects", async () => {
    const target = await start(vllm());
    const emulator = await start(redirect(`${target.origin}/v1/models`));
    const reply = await get(`${emulator.origin}/v1/models`, { headers: { authorization: "Bearer secret" } });
    expect(reply).toMatchObject({ ok: true, status: 302 });
    expect(target.requests).toEqual([]);
  });

  it("uses no proxy, whatever the environment says", async () => {
    const emulator = await start(vllm());
    const before = { ...process.env };
    process.env["HTTP_PROXY"] = "http://127.0.0.1:9";
    process.env["http_proxy"] = "http://127.0.0.1:9";
    try {
      expect(await get(`${emulator.baseUrl}/models`)).toMatchObject({ ok: true, status: 200 });
    } finally {
      process.env = before;
    }
  });

  it("hands over a stream as it arrives, with the time of each piece", async () => {
    const emulator = await start(generic({ models: [{ id: "m" }], latencyMs: 50 }));
    const chunks: number[] = [];
    let text = "";
    const reply = await http.stream(
      {
        method: "POST",
        url: `${emulator.baseUrl}/chat/completions`,
        body: JSON.stringify({ model: "m", stream: true, messages: [] }),
        timeoutMs: 2000,
      },
      (chunk) => {
        chunks.push(chunk.ms);
        text += chunk.text;
      },
    );
    expect(reply.ok && reply.body).toBe(text);
    expect(text).toContain("data: [DONE]");
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks[0]).toBeGreaterThanOrEqual(45);
  });

  it("decodes broken UTF-8 and characters that are cut between two pieces", async () => {
    const server = createServer((_request, response) => {
      response.write(Buffer.from([0xe2, 0x82]));
      setTimeout(() => response.end(Buffer.from([0xac, 0xff])), 20);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    track({ close: async () => void server.close() });
    const { port } = server.address() as AddressInfo;
    const reply = await get(`http://127.0.0.1:${port}/`);
    expect(reply.ok && reply.body).toBe("€\ufffd");
  });

  it("stops when it is aborted", async () => {
    const emulator = await start(silent());
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const reply = await get(emulator.origin, { timeoutMs: 5000, signal: stop.signal });
    expect(reply).toMatchObject({ ok: false, failure: "aborted" });
    expect(await get(emulator.origin, { signal: stop.signal })).toMatchObject({ failure: "aborted" });
  });
});
