import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { type Emulator, ollama, startEmulator } from "../emulators/index.ts";
import { brief, cli, doctor, expectClean } from "./lib/cli.ts";
import { CONTEXT } from "./lib/llama.ts";
import { openclaw as command, validate } from "./lib/openclaw.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { type ServerProcess, startProcess } from "./lib/server-process.ts";
import { Validator } from "./lib/validator.ts";

const MAIN = "qwen3.6:27b";
const HEARTBEAT = "qwen3.5:9b";
const UTILITY = "ministral-3:8b";
const EMBEDDING = "nomic-embed-text:latest";
const INIT = ["--model", MAIN, "--role", `heartbeat=${HEARTBEAT}`, "--role", `embedding=${EMBEDDING}`];
/** What only newer releases have a key for. */
const NEWER = ["--role", `utility=${UTILITY}`, "--role", `compaction=${HEARTBEAT}`];

/** An Ollama with several models, which also answers requests for embeddings. */
async function startServer(): Promise<Emulator> {
  const context = { allocatedContext: CONTEXT, trainedContext: 262_144 };
  const profile = ollama({
    models: [
      ...[MAIN, HEARTBEAT, UTILITY].map((id) => ({ id, ...context })),
      { id: EMBEDDING, type: "embedding", trainedContext: 2_048 },
    ],
  });
  const embedding = [0.6, 0.8];
  return startEmulator({
    ...profile,
    handle: (exchange) => {
      if (exchange.path === "/api/embed")
        return exchange.json(200, { model: EMBEDDING, embeddings: [embedding] });
      if (exchange.path !== "/v1/embeddings") return profile.handle(exchange);
      return exchange.json(200, { object: "list", data: [{ object: "embedding", index: 0, embedding }] });
    },
  });
}

/** The requests for inferences since the last call: path, model, and whether tools were offered. */
function asked(server: Emulator): { path: string; model: string; tools: boolean }[] {
  return server.requests.splice(0).flatMap(({ method, path, body }) => {
    if (method !== "POST" || path === "/api/show") return [];
    const { model, tools } = JSON.parse(body) as { model: string; tools?: unknown[] };
    return [{ path, model, tools: (tools?.length ?? 0) > 0 }];
  });
}

/** Has OpenClaw index a note; the requests for it. */
async function indexed(sandbox: Sandbox, server: Emulator) {
  const workspace = `${sandbox.dir}/.openclaw/workspace`;
  mkdirSync(workspace, { recursive: true });
  writeFileSync(`${workspace}/MEMORY.md`, "# Notes\nThe gateway host is called mole.\n");
  asked(server);
  const { code, stdout, stderr } = await command(sandbox, ["memory", "index", "--force"]);
  expect(code, stdout + stderr).toBe(0);
  return asked(server);
}

scenario("models of their own for roles", ["openclaw"], ({ openclaw }) => {
  const sandbox = makeSandbox("roles", openclaw.path);
  let server: Emulator;
  let gateway: ServerProcess | null = null;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    await gateway?.stop();
    await server?.close();
    sandbox.remove();
  });

  test("OpenClaw, lint and doctor accept what init writes, and a second run changes nothing", async () => {
    const mine = { heartbeat: { target: "none" } };
    const quiet = { update: { checkOnStart: false }, models: { catalogRefresh: { enabled: false } } };
    const before = { gateway: { mode: "local" }, agents: { defaults: mine }, ...quiet };
    writeFileSync(sandbox.config, JSON.stringify(before, null, 2), { mode: 0o600 });
    const args = [
      "init",
      "--yes",
      "--config",
      sandbox.config,
      "--endpoint",
      server.origin,
      ...INIT,
      ...NEWER,
    ];
    const { code, json } = await cli<{ error: unknown }>(sandbox, args);
    expect({ code, error: json.error }).toEqual({ code: 0, error: null });
    expect((await validate(sandbox)).json).toMatchObject({ valid: true, warnings: [] });
    expectClean(await doctor(sandbox));
    const linted = await cli<Report>(sandbox, ["lint", sandbox.config]);
    expect(brief(linted.json)).toEqual([]);
    const text = readFileSync(sandbox.config, "utf8");
    expect((await cli<{ changed: boolean }>(sandbox, args)).json).toMatchObject({ changed: false });
    expect(readFileSync(sandbox.config, "utf8")).toBe(text);
  });

  test("memory search asks the embedding model", async () => {
    expect(await indexed(sandbox, server)).toEqual([{ path: "/api/embed", model: EMBEDDING, tools: false }]);
  });

  test("a heartbeat asks its model with tools, and a title the utility model", async () => {
    const port = await freePort();
    const token = { OPENCLAW_GATEWAY_TOKEN: "only-for-this-test" };
    const env = { ...sandbox.env, ...token };
    gateway = startProcess("openclaw-gateway", "openclaw", ["gateway", "run", "--port", String(port)], env);
    await logged(gateway, "[heartbeat] started");
    asked(server);
    const event = ["system", "event", "--mode", "now", "--text", "the build is done"];
    const url = ["--url", `ws://127.0.0.1:${port}`, "--token", token.OPENCLAW_GATEWAY_TOKEN];
    const { code, stdout, stderr } = await command(sandbox, [...event, ...url], token);
    expect(code, stdout + stderr).toBe(0);
    const seen: ReturnType<typeof asked> = [];
    await expect
      .poll(() => seen.push(...asked(server)) > 0 && seen.some((one) => one.tools), { timeout: 60_000 })
      .toBe(true);
    expect(seen.filter((one) => one.tools).map(({ model }) => model)).toContain(HEARTBEAT);
    expect(seen.filter((one) => !one.tools).map(({ model }) => model)).toContain(UTILITY);
    expect(seen.map(({ model }) => model)).not.toContain(MAIN);
  });
});

scenario("models of their own for roles, in older releases", ["olderOpenclaw"], ({ olderOpenclaw }) => {
  test.each(olderOpenclaw.releases)("OpenClaw $version", async (release) => {
    const sandbox = makeSandbox(`roles-${release.version}`, release.path);
    const server = await startServer();
    const validator = new Validator(sandbox, release.packageDir);
    try {
      const init = ["init", "--yes", "--config", sandbox.config, "--endpoint", server.origin, ...INIT];
      const refused = await cli<{ changed: boolean; error: { message: string } }>(sandbox, [
        ...init,
        ...NEWER,
      ]);
      expect(refused).toMatchObject({
        code: 1,
        json: {
          changed: false,
          error: { message: `--role utility: OpenClaw ${release.version} has no setting for it` },
        },
      });
      const made = await cli<{ error: unknown }>(sandbox, init);
      expect(made).toMatchObject({ code: 0, json: { error: null } });
      const verdict = await validator.ask(readFileSync(sandbox.config, "utf8"));
      expect(verdict).toMatchObject({ valid: true, issues: [] });
      // 2026.2.26 has no adapter for Ollama
      const path = release.version === "2026.2.26" ? "/v1/embeddings" : "/api/embed";
      expect(await indexed(sandbox, server)).toContainEqual({ path, model: EMBEDDING, tools: false });
    } finally {
      validator.close();
      await server.close();
      sandbox.remove();
    }
  });
});

/** A port of 127.0.0.1 that nothing holds. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const holder = createServer().once("error", fail);
    holder.listen(0, "127.0.0.1", () => {
      const address = holder.address();
      holder.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function logged(process: ServerProcess, words: string): Promise<void> {
  await expect
    .poll(() => (process.hasExited() ? `it ended: ${process.log()}` : process.log()), {
      timeout: 90_000,
      interval: 200,
    })
    .toContain(words);
}
