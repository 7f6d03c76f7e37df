import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readCatalog } from "../../src/fit/catalog.ts";
import { waysToStart } from "../../src/init/bring/start.ts";
import { LIMITS, type Way } from "../../src/init/bring/types.ts";
import { createOutside } from "../../src/io/outside.ts";
import type { Outside } from "../../src/ports/index.ts";
import { closedPort } from "../emulators/index.ts";
import { ask, go, look, machineWith, progress, rejection } from "../init/bring.ts";
import { isAlive } from "../support/alive.ts";
import { startRouter } from "./lib/llama.ts";
import { routerBinary } from "./lib/llama-router.ts";
import { TOOLS } from "./lib/paths.ts";
import { installInto, launch, type ModelServer } from "./lib/product.ts";
import { run } from "./lib/run.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import type { ServerProcess } from "./lib/server-process.ts";
import { isHeld } from "./lib/wait.ts";
import { ollama } from "./products/ollama.ts";

// What init offers where a model is not loaded, has too little context, or nothing runs, gone with real servers.

const CONTEXT = 65_536;
const limits = { ...LIMITS, pollMs: 50 };

/** The outside of a home with programs of its own. */
function outsideOf(sandbox: Sandbox, bin: string): Outside {
  const env = Object.fromEntries(Object.entries(sandbox.env).map(([name, value]) => [name, value ?? ""]));
  const real = createOutside(
    { ...env, PATH: `${bin}:${env["PATH"]}`, XDG_CACHE_HOME: `${sandbox.dir}/.cache` },
    new AbortController().signal,
  );
  return Object.assign(Object.create(real), {
    host: { ...real.host, homeDir: sandbox.dir, cwd: sandbox.dir },
  });
}

/** The ways to start a server of this home. */
async function starts(outside: Outside) {
  const hardware = await machineWith(outside, 24);
  const catalog = readCatalog(outside.fs);
  return waysToStart({ outside, hardware, catalog, context: null, least: 16_384, states: [], limits });
}

/** Goes a way, and returns the process that it started. */
async function started(way: Way | undefined): Promise<{ pid: number; log: string }> {
  const lines = (await way?.run(progress(), new AbortController().signal)) ?? [];
  const [, pid, log] = /process (\d+), .* its log: (.*)$/.exec(lines[0] ?? "") ?? [];
  if (pid === undefined || log === undefined) throw new Error(`no process in ${JSON.stringify(lines)}`);
  return { pid: Number(pid), log };
}

/** Aborts when it is at work on it. */
function abortWhen(is: () => Promise<boolean>): AbortSignal {
  const abort = new AbortController();
  const watch = async () => {
    while (!(await is())) await new Promise((done) => setTimeout(done, 20));
    abort.abort();
  };
  void watch();
  return abort.signal;
}

scenario("Ollama", ["ollama", "models", "port11434"], ({ ollama: part, models }) => {
  const product = ollama(part.bin);
  const sandbox = makeSandbox("bring-ollama");
  const bin = installInto(sandbox, product);
  const outside = outsideOf(sandbox, bin);
  const ID = "tooly:latest";
  let server: ModelServer | undefined;

  const client = async (port: number, ...args: string[]) => {
    const env = { ...sandbox.env, OLLAMA_HOST: `127.0.0.1:${port}` };
    const result = await run(`${bin}/ollama`, args, { env, cwd: sandbox.dir, timeoutMs: 60_000 });
    expect(result.code, result.stderr).toBe(0);
  };
  const row = async (id = ID) =>
    (await look(outside, server?.baseUrl ?? "")).models.find((one) => one.id === id);

  beforeAll(async () => {
    const port = await closedPort();
    server = await launch(product, sandbox, `OLLAMA_HOST=127.0.0.1:${port} ollama serve`, port);
    const text = readFileSync(`${TOOLS}Modelfile.tools`, "utf8");
    for (const [name, file] of Object.entries({ tooly: models.small, heavy: models.heavy })) {
      writeFileSync(
        `${sandbox.dir}/Modelfile`,
        text.replace(/^FROM .*/, `FROM ${file}\nPARAMETER num_thread 1`),
      );
      await client(port, "create", name, "-f", "Modelfile");
    }
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  test("not loaded, then with 4,096 tokens: each way loads it with more", async () => {
    expect(await row()).toMatchObject({ loaded: false });
    await go(await ask(outside, server?.baseUrl ?? "", ID, { context: 4_096, least: 2_048 }));
    expect((await row())?.contextAllocated.value).toBe(4_096);
    const answer = await ask(outside, server?.baseUrl ?? "", ID, { context: CONTEXT, limits });
    expect(answer.ways[0]?.caution).toContain("which has 4,096 tokens, first");
    await go(answer);
    expect(await row()).toMatchObject({ loaded: true, contextAllocated: { value: CONTEXT } });
  });

  test("an interrupted load: Ollama ends it as well", async () => {
    const answer = await ask(outside, server?.baseUrl ?? "", "heavy:latest", { context: CONTEXT, limits });
    const abort = new AbortController();
    const shown = { start() {}, stop() {}, update: () => setTimeout(() => abort.abort(), 30) };
    const error = await rejection(answer.ways[0]?.run(shown, abort.signal) ?? Promise.resolve());
    expect(error).toMatchObject({ name: "InterruptedError", left: null });
    await new Promise((done) => setTimeout(done, 3_000));
    expect(await row("heavy:latest")).toMatchObject({ loaded: false });
  });

  test("a model that it no longer has: its own words", async () => {
    const answer = await ask(outside, server?.baseUrl ?? "", "heavy:latest", { context: CONTEXT, limits });
    await client(Number(new URL(server?.baseUrl ?? "").port), "rm", "heavy");
    expect((await rejection(go(answer))).message).toBe(
      "Ollama did not load heavy:latest with 65,536 tokens: model 'heavy:latest' not found",
    );
  });

  test("nothing runs: it is started with its models, goes on without us, and ends as it is told", async () => {
    await server?.stop();
    server = undefined;
    const answer = await starts(outside);
    const way = answer.ways.find(({ title }) => title === `start Ollama, which has ${ID}`);
    const { pid, log } = await started(way);
    expect((await look(outside, way?.baseUrl ?? "")).models.map(({ id }) => id)).toEqual([ID]);
    expect(readFileSync(log, "utf8")).toContain("OLLAMA_CONTEXT_LENGTH:65536");
    process.kill(pid, "SIGTERM");
    await expect.poll(() => isHeld(11_434), { timeout: 10_000 }).toBe(false);
  });
});

scenario("llama-server", ["llama", "models"], ({ llama, models }) => {
  const sandbox = makeSandbox("bring-llama");
  const bin = `${sandbox.dir}/bin`;
  const outside = outsideOf(sandbox, bin);
  const pids: number[] = [];

  beforeAll(() => {
    mkdirSync(bin);
    writeFileSync(`${bin}/llama-server`, `#!/bin/sh\nexec "${llama.bin}" --offline "$@"\n`, { mode: 0o755 });
    mkdirSync(`${sandbox.dir}/.cache/llama.cpp`, { recursive: true });
    copyFileSync(models.plain, `${sandbox.dir}/.cache/llama.cpp/tiny.gguf`);
  });
  afterEach(() => {
    for (const pid of pids.splice(0)) if (isAlive(pid)) process.kill(-pid, "SIGKILL");
  });
  afterAll(() => sandbox.remove());
  const wayTo = async () => (await starts(outside)).ways.find(({ title }) => title.includes("tiny"));

  test("nothing runs: it is started with a file of this disk, and goes on without us", async () => {
    const way = await wayTo();
    expect(way?.title).toBe("start llama.cpp with tiny from this disk, with 131,072 tokens");
    const { pid, log } = await started(way);
    pids.push(pid);
    const state = await look(outside, way?.baseUrl ?? "");
    expect(state).toMatchObject({
      status: "ready",
      models: [{ id: "tiny", contextAllocated: { value: 131_072 } }],
    });
    expect(readFileSync(log, "utf8")).toContain("listening");
    process.kill(pid, "SIGTERM");
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  test("a file that it cannot load: its own words, and nothing is left running", async () => {
    const file = `${sandbox.dir}/.cache/llama.cpp/tiny.gguf`;
    const way = await wayTo();
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 1_000));
    const error = await rejection(way?.run(progress(), new AbortController().signal) ?? Promise.resolve());
    expect(error.message).toMatch(/^llama-server ended with status 1: /);
    expect(await isHeld(Number(new URL(way?.baseUrl ?? "").port))).toBe(false);
    writeFileSync(file, whole);
  });

  test("interrupted before it answers: it is ended", async () => {
    copyFileSync(models.heavy, `${sandbox.dir}/.cache/llama.cpp/tiny.gguf`);
    const way = await wayTo();
    const port = Number(new URL(way?.baseUrl ?? "").port);
    const error = await rejection(
      way?.run(
        progress(),
        abortWhen(() => isHeld(port)),
      ) ?? Promise.resolve(),
    );
    expect(error).toMatchObject({ name: "InterruptedError", left: null });
    expect(await isHeld(port)).toBe(false);
  });

  describe("as a router", () => {
    const folder = join(sandbox.dir, "models");
    let server: ServerProcess & { baseUrl: string };
    beforeAll(async () => {
      mkdirSync(folder);
      copyFileSync(models.plain, `${folder}/tiny.gguf`);
      copyFileSync(models.heavy, `${folder}/heavy.gguf`);
      writeFileSync(`${folder}/broken.gguf`, "no weights at all");
      const program = routerBinary(llama.bin, `${sandbox.dir}/router`);
      server = await startRouter(program, folder, await closedPort(), ["-c", String(CONTEXT)]);
    });
    afterAll(() => server.stop());
    const rowOf = async (id: string) =>
      (await look(outside, server.baseUrl)).models.find((one) => one.id === id);

    test("loads what is not loaded", async () => {
      await go(await ask(outside, server.baseUrl, "tiny", { limits }));
      expect(await rowOf("tiny")).toMatchObject({ loaded: true, contextAllocated: { value: CONTEXT } });
    });

    test("a file that it cannot load: what the router says of it", async () => {
      const answer = await ask(outside, server.baseUrl, "broken", { limits });
      expect((await rejection(go(answer))).message).toMatch(/its last load failed with exit code \d/);
    });

    test("an interruption unloads again what it was loading", async () => {
      const answer = await ask(outside, server.baseUrl, "heavy", { limits });
      const begun = abortWhen(async () => (await rowOf("heavy"))?.loading === true);
      expect(await rejection(go(answer, begun))).toMatchObject({ name: "InterruptedError", left: null });
      await expect.poll(async () => (await rowOf("heavy"))?.loading, { timeout: 20_000 }).toBe(false);
      expect(await rowOf("heavy")).toMatchObject({ loaded: false });
    });
  });
});
