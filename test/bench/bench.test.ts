import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { closedPort, startEmulator, startLmStudio } from "../emulators/index.ts";
import { ollama } from "../emulators/ollama.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { plainText } from "../support/config-text.ts";
import { configOn } from "../support/doctor.ts";
import { track } from "../support/track.ts";
import { MODEL, speedServer } from "./server.ts";
import { bench, FILE, keptOn, type Spread } from "./support.ts";

const READ = 60_000;
const WRITE = 400;

/** On a busy machine the clocks here are off, but no figure is far above what the server can do. */
function isOf(spread: Spread | null | undefined, speed: number): void {
  expect(spread?.runs).toBe(3);
  expect(spread?.median).toBeLessThan(speed * 4);
  expect(spread?.low).toBeLessThanOrEqual(spread?.median ?? 0);
  expect(spread?.high).toBeGreaterThanOrEqual(spread?.median ?? Number.POSITIVE_INFINITY);
}

describe("a running model", () => {
  it("is measured at three sizes by the server's own times, kept for this user alone, and shared without names", async () => {
    const server = await speedServer({
      read: READ,
      write: WRITE,
      timings: (t) => t,
      id: "/home/annabell/q3-8b.gguf",
    });
    const machine = new FakeMachine();
    const args = ["bench", "--endpoint", server.baseUrl, "--yes", "--share", "figures.json"];
    const run = await machine.executable(args);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain("131,072 tokens of context");
    expect(run.stdout).toContain("the server");
    expect(run.stderr).toMatch(/measuring takes about .* to .*; Ctrl-C ends it and keeps nothing/);
    const [entry] = keptOn(machine).entries;
    expect(entry).toMatchObject({ context: 131_072, model: "/home/annabell/q3-8b.gguf", exam: null });
    expect(entry.depths.map((one: { depth: number }) => one.depth)).toEqual([3_840, 16_000, 64_000]);
    for (const { promptTokens, depth, prefill, decode, why } of entry.depths) {
      expect(promptTokens).toBeGreaterThan(depth * 0.9);
      expect(promptTokens).toBeLessThan(depth * 1.02);
      isOf(prefill, READ);
      isOf(decode, WRITE);
      expect(why).toBeNull();
    }
    // the longest are the least disturbed by what else the machine does
    expect(entry.depths[2]).toMatchObject({ prefill: { source: "server" }, decode: { source: "server" } });
    expect(statSync(join(machine.dir, FILE)).mode & 0o777).toBe(0o600);
    const shared = readFileSync(join(machine.dir, "figures.json"), "utf8");
    expect(JSON.parse(shared)).toMatchObject({
      ...{ format: "openclaw-local bench", model: "q3-8b.gguf", platform: "linux" },
      hardware: { cpu: "AMD Ryzen 9 7950X" },
    });
    expect(shared).not.toMatch(/annabell|127\.0\.0\.1|\d\d:\d\d:\d\d/);
    expect(shared).not.toContain(String(server.port));
    expect(shared).not.toContain(machine.dir);
  }, 90_000);

  it("gets cold prompts: no two have a beginning or a longer piece in common", async () => {
    const server = await speedServer({ context: 4_096 });
    await bench(server.baseUrl);
    const prompts = server.turns().map((turn) => JSON.stringify(turn).replace(/.*?"content":"/, ""));
    const cold = prompts.filter((text) => !text.includes('"role":"assistant"'));
    expect(cold).toHaveLength(5);
    expect(new Set(cold.map((text) => text.slice(0, 12))).size).toBe(5);
    // the text between two numbers is shorter than the pieces that a server looks for
    const pieces = (text: string) => new Set(text.match(/(?<=\d{6}[^\d]{3,400})\d{6}/g) ?? []);
    const [one, two] = cold.slice(2).map((text) => pieces(text ?? ""));
    expect([...(one ?? [])].filter((number) => two?.has(number))).toEqual([]);
    expect(one?.size).toBeGreaterThan(50);
  });

  it("is timed by the stream where the server tells no times, and a second turn is timed", async () => {
    const server = await speedServer({ read: READ, write: WRITE, context: 4_096 });
    const { told, code } = await bench(server.baseUrl);
    expect(code).toBe(0);
    const [only] = told.depths;
    isOf(only?.prefillTokensPerSecond, READ);
    isOf(only?.decodeTokensPerSecond, WRITE);
    expect([only?.prefillTokensPerSecond?.source, only?.decodeTokensPerSecond?.source]).toEqual([
      "stream",
      "stream",
    ]);
    expect(only?.secondTurn?.seconds).toBeGreaterThan(0);
    expect(server.turns().at(-1)).toMatchObject({
      messages: [{ role: "system" }, { role: "user" }, { role: "assistant" }, { role: "user" }],
    });
  });

  it("Ollama is asked on its own route, which tells its times", async () => {
    const answer = "word ".repeat(96);
    const options = { models: [{ id: "tiny:latest", loaded: true, allocatedContext: 4_096 }], answer };
    const server = track(await startEmulator(ollama(options)));
    await bench(server.baseUrl);
    const posts = server.requests.filter(({ method, path }) => method === "POST" && path !== "/api/show");
    expect(new Set(posts.map(({ path }) => path))).toEqual(new Set(["/api/chat"]));
  });

  it("on another machine is measured, but its figures are not kept as this machine's own", async () => {
    const server = await speedServer({ context: 4_096 });
    const machine = new FakeMachine();
    machine.names["gpubox"] = { leadsTo: "127.0.0.1", is: "192.168.1.20" };
    const { told, code } = await bench(`http://gpubox:${server.port}/v1`, [], { machine });
    expect([code, told.depths.length, told.kept, told.notKept]).toEqual([
      ...[0, 1, null, "the server is on another machine"],
    ]);
    expect(existsSync(join(machine.dir, FILE))).toBe(false);
  });

  it("LM Studio loads it first, with the context that OpenClaw would ask for", async () => {
    const id = "qwen3-8b";
    const server = track(await startLmStudio({ models: [{ key: id, maxContext: 131_072 }] }));
    const machine = new FakeMachine();
    const row = { contextWindow: 65_536, maxTokens: 8_192 };
    const text = plainText({
      id: "lmstudio",
      baseUrl: server.baseUrl,
      model: id,
      row,
      provider: { apiKey: "x" },
    });
    const config = configOn(machine, text);
    await runInProcess(["bench", "--yes", "--config", config, "--openclaw-version", "2026.9.6"], machine);
    const posts = server.requests.filter(({ method }) => method === "POST");
    expect(posts[0]?.path).toBe("/api/v1/models/load");
    expect(JSON.parse(posts[0]?.body ?? "")).toMatchObject({ context_length: 65_536 });
    expect(posts.slice(1).map(({ path }) => path)).toContain("/v1/chat/completions");
  });

  it("takes the exam on request", async () => {
    const server = await speedServer({ context: 16_384 });
    const { told, code, machine } = await bench(server.baseUrl, ["--exam"]);
    expect(code).toBe(0);
    expect(told.exam).toMatchObject({ complete: true });
    expect(told.exam?.measures["calls"]?.of).toBeGreaterThan(10);
    expect(keptOn(machine).entries[0].exam.measures.calls).toEqual(told.exam?.measures["calls"]);
    // figures without an exam leave the earlier one
    await bench(server.baseUrl, [], { machine });
    expect(keptOn(machine).entries[0].exam).not.toBeNull();
  });
});

describe("what does not fit", () => {
  it("is told with the reason, and is no failure", async () => {
    const server = await speedServer({ context: 16_384 });
    const { told, code } = await bench(server.baseUrl);
    expect(code).toBe(0);
    expect(told.depths.map(({ depth }) => depth)).toEqual([3_840, 16_000]);
    expect(told.notMeasured).toEqual([
      { depth: 64_000, because: "room", why: "the context has 16,384 tokens, and 64,256 are needed" },
    ]);
  });

  it("a context that is too small for any size: nothing is measured, exit 1", async () => {
    const server = await speedServer({ context: 3_000 });
    const { told, code, machine } = await bench(server.baseUrl);
    expect([code, told.ok, told.depths, told.notKept]).toEqual([1, false, [], "nothing was measured"]);
    expect(told.notMeasured.map(({ why }) => why)).toEqual(
      ["4,096", "16,256", "64,256"].map((need) => `the context has 3,000 tokens, and ${need} are needed`),
    );
    expect(existsSync(join(machine.dir, FILE))).toBe(false);
  });

  it("a size that --max-time has no room for", async () => {
    const server = await speedServer({ read: 8_000 });
    const { told, code } = await bench(server.baseUrl, ["--max-time", "6s"]);
    expect(code).toBe(1);
    expect(told.depths.map(({ depth }) => depth)).toEqual([3_840]);
    expect(told.notMeasured.map(({ because }) => because)).toEqual(["time", "time"]);
    expect(told.notMeasured[0]?.why).toMatch(/--max-time/);
  });
});

describe("bad input", () => {
  it("without a terminal and without --yes: exit 2, and the model is not used", async () => {
    const server = await speedServer();
    const run = await new FakeMachine().executable(["bench", "--endpoint", server.baseUrl]);
    expect([run.code, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toContain("--yes");
    expect(server.requests).toEqual([]);
  });

  it.each([
    ["a model that is not there", ["--model", "qwen3-8"], {}, `did you mean ${MODEL}?`],
    ["no key", [], { apiKey: "sk-canary-0123456789" }, "cannot be measured"],
    ["another key", ["--api-key-env", "BENCH_KEY"], { apiKey: "sk-canary-0123456789" }, "cannot be measured"],
  ])("%s: exit 1 and one sentence, under --json in the document", async (_name, args, how, words) => {
    const server = await speedServer(how);
    const machine = new FakeMachine();
    machine.env = { BENCH_KEY: "sk-wrongcanary-123456" };
    const { code, told, stdout, stderr } = await bench(server.baseUrl, args, { machine });
    expect([code, told.ok]).toEqual([1, false]);
    expect(`${told.error?.message} ${told.error?.hint}`).toContain(words);
    expect(stdout + stderr).not.toMatch(/canary/);
    expect(server.turns()).toEqual([]);
  });

  it("nothing listens there: exit 1", async () => {
    const { code, told } = await bench(`http://127.0.0.1:${await closedPort()}/v1`);
    expect([code, told.error?.message]).toEqual([1, expect.stringContaining("cannot be measured")]);
  });

  it("a key goes along, and stays out of all that is written", async () => {
    const apiKey = "sk-canary-0123456789";
    const server = await speedServer({ apiKey, context: 4_096 });
    const machine = new FakeMachine();
    machine.env = { BENCH_KEY: apiKey };
    const run = await bench(server.baseUrl, ["--api-key-env", "BENCH_KEY", "--share", "s.json"], { machine });
    expect(run.code).toBe(0);
    const written = [FILE, "s.json"].map((name) => readFileSync(join(machine.dir, name), "utf8"));
    expect([run.stdout, run.stderr, ...written].join("")).not.toContain("canary");
  });

  it("--share does not replace a file of another kind, and says so before anything is sent", async () => {
    const server = await speedServer();
    const machine = new FakeMachine();
    writeFileSync(join(machine.dir, "notes.json"), '{"mine": true}');
    const { code, told } = await bench(server.baseUrl, ["--share", join(machine.dir, "notes.json")], {
      machine,
    });
    expect([code, told.error?.message]).toEqual([2, expect.stringContaining("is not replaced")]);
    expect(readFileSync(join(machine.dir, "notes.json"), "utf8")).toBe('{"mine": true}');
    expect(server.requests).toEqual([]);
  });

  it("Ctrl-C in the middle: exit 130, and nothing is kept", async () => {
    let reached: (value?: unknown) => void = () => undefined;
    const interruptWhen = new Promise((resolve) => {
      reached = resolve;
    });
    const server = await speedServer({ from: 4, instead: () => reached() });
    const machine = new FakeMachine();
    const args = ["bench", "--endpoint", server.baseUrl, "--yes", "--share", "s.json"];
    const run = await machine.executable(args, { interruptWhen });
    expect([run.code, run.stdout]).toEqual([130, ""]);
    expect(existsSync(join(machine.dir, FILE))).toBe(false);
    expect(existsSync(join(machine.dir, "s.json"))).toBe(false);
  });

  it.each([
    ["no JSON", "{ entries: [", /measured\.json:1:\d+: /],
    [
      "another shape",
      '{\n "version": 1,\n "entries": [{ "model": 7 }]\n}',
      /measured\.json:3:\d+: entries\[0\]/,
    ],
    ["a newer version", '{ "version": 2, "entries": [] }', /measured\.json:1:14: version/],
    ["too large", " ".repeat(600_000), /measured\.json: it has more than 512 KiB/],
  ])(
    "a file of figures that is %s: exit 2 with its place, before anything is sent",
    async (_name, text, words) => {
      const server = await speedServer();
      const machine = new FakeMachine();
      mkdirSync(dirname(join(machine.dir, FILE)), { recursive: true });
      writeFileSync(join(machine.dir, FILE), text);
      const { code, told } = await bench(server.baseUrl, [], { machine });
      expect([code, told.error?.message]).toEqual([2, expect.stringMatching(words)]);
      expect(server.requests).toEqual([]);
      expect(readFileSync(join(machine.dir, FILE), "utf8")).toBe(text);
    },
  );
});
