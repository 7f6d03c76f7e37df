import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { placeFinding } from "../../src/checks/run/place.ts";
import { runnablesOf } from "../../src/doctor/fix-commands.ts";
import { hostOf, perHost } from "../../src/doctor/fleet.ts";
import { createHttp } from "../../src/io/http.ts";
import { createOutside } from "../../src/io/outside.ts";
import { llamacpp, silent, vllm } from "../emulators/index.ts";
import { closedPort } from "../emulators/start.ts";
import { doctor, start, track, verdicts } from "./harness.ts";

describe("several machines", () => {
  it("all spellings of this machine are one host", () => {
    const urls = ["http://127.0.0.1:1/v1", "http://localhost:2", "http://[::1]:3/v1", "http://0.0.0.0:4"];
    expect(new Set(urls.map(hostOf))).toEqual(new Set(["this machine"]));
    expect(hostOf("http://GPU.local:1/v1")).toBe("gpu.local");
    expect(hostOf("http://192.168.1.20:1/v1")).toBe("192.168.1.20");
  });

  it("one host works on one thing at a time, hosts do not wait for each other", async () => {
    const running = new Map<string, number>();
    let most = 0;
    const urls = ["http://a:1", "http://a:2", "http://b:1", "http://b:2"];
    const result = await perHost(
      urls,
      (url) => url,
      async (url, host) => {
        running.set(host, (running.get(host) ?? 0) + 1);
        expect(running.get(host)).toBe(1);
        most = Math.max(
          most,
          [...running.values()].reduce((sum, n) => sum + n),
        );
        await sleep(20);
        running.set(host, 0);
        return url;
      },
    );
    expect(result).toEqual(urls);
    expect(most).toBe(2);
  });

  it("one server in several spellings is asked once", async () => {
    const emulator = await start(vllm());
    const spellings = [
      emulator.baseUrl,
      `${emulator.baseUrl}/`,
      emulator.baseUrl.replace("127.0.0.1", "localhost"),
    ];
    const endpoints = spellings.map((baseUrl) => ({ baseUrl, apiKeyEnv: null }));
    const result = await doctor("{}", { endpoints });
    expect(result.endpoints).toHaveLength(1);
    expect(emulator.requests.filter((request) => request.path === "/v1/models")).toHaveLength(1);
  });

  it("50 servers are all asked before the first has answered", async () => {
    let open = 0;
    let most = 0;
    const profile = vllm();
    const handle = async (exchange: Parameters<typeof profile.handle>[0]) => {
      open += 1;
      most = Math.max(most, open);
      // nobody is answered before everybody has been asked
      while (most < 50) await sleep(5);
      open -= 1;
      await profile.handle(exchange);
    };
    const emulators = await Promise.all(Array.from({ length: 50 }, () => start({ ...profile, handle })));
    const endpoints = emulators.map(({ baseUrl }) => ({ baseUrl, apiKeyEnv: null }));
    const result = await doctor("{}", { endpoints, timeoutMs: 60_000 });
    expect(verdicts(result).filter((one) => one.reachable === "pass")).toHaveLength(50);
  }, 70_000);
});

describe("one time limit for all that one server is asked", () => {
  it("a server that never answers costs it once", async () => {
    const emulator = await start(silent());
    const result = await doctor({ baseUrl: emulator.baseUrl }, { timeoutMs: 1_000 });
    expect(result.findings.map((f) => f.checkId)).toEqual(["server-unreachable"]);
    expect(result.findings[0]?.message).toContain("says nothing within 1 s");
  });

  it("one that is mute to unknown paths is known by its list", async () => {
    const profile = vllm();
    const handle = async (exchange: Parameters<typeof profile.handle>[0]) => {
      if (exchange.path !== "/lmstudio-greeting") await profile.handle(exchange);
    };
    const emulator = await start({ ...profile, handle });
    const result = await doctor({ baseUrl: emulator.baseUrl }, { timeoutMs: 1_500 });
    expect(result.findings).toEqual([]);
    expect(result.endpoints[0]?.server.kind).toBe("vllm");
  });

  it("a slow one that ends in time is examined whole", async () => {
    // three answers of a second each: the list is asked for while the greeting is still open
    const emulator = await start(llamacpp({ latencyMs: 1_000 }));
    const result = await doctor({ baseUrl: emulator.baseUrl }, { timeoutMs: 2_800 });
    expect(result.findings).toEqual([]);
    expect(verdicts(result)[0]).toMatchObject({ reachable: "pass", context: "pass" });
  });

  it("one that is too slow is unverified: neither down nor another product", async () => {
    const emulator = await start(llamacpp({ latencyMs: 400 }));
    const result = await doctor({ baseUrl: emulator.baseUrl }, { timeoutMs: 900 });
    expect(result.findings).toMatchObject([{ checkId: "server-unreachable", status: "unverified" }]);
    expect(verdicts(result)[0]).toMatchObject({ reachable: "unverified", listed: "skip" });
  });

  it("a closed port is asked a single time", async () => {
    const port = await closedPort();
    const http = track(await createHttp({}));
    const asked: string[] = [];
    const request: typeof http.request = (one) => {
      asked.push(one.url);
      return http.request(one);
    };
    await doctor({ baseUrl: `http://127.0.0.1:${port}/v1` }, { http: { ...http, request } });
    expect(asked).toEqual([`http://127.0.0.1:${port}/lmstudio-greeting`]);
  });
});

describe("commands for another machine", () => {
  const finding = (endpoint: string) =>
    placeFinding(
      { id: "x", severity: "error" },
      {
        message: "m",
        endpoint,
        fixHint: "load it",
        fix: { commands: ["lms load x --yes"], edits: [], safe: false },
      },
      null,
    );
  const outside = createOutside({}, new AbortController().signal);

  it("name the machine to run them on, and are not run", () => {
    const there = finding("http://gpubox:1234/v1");
    expect(there.fixHint).toBe("load it; run the command on gpubox");
    expect(runnablesOf(there, outside)).toBeNull();
  });

  it("are left as they are for this one", () => {
    const here = finding("http://localhost:1234/v1");
    expect(here.fixHint).toBe("load it");
    expect(runnablesOf(here, outside)).toHaveLength(1);
  });
});
