import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { cli } from "./lib/cli.ts";
import { CONTEXT, type Llama, startLlama } from "./lib/llama.ts";
import { ROOT } from "./lib/paths.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { watchOpenClaw } from "./lib/watched-openclaw.ts";

interface Step {
  outcome: string;
  detail: string;
}
interface InitReport {
  ok: boolean;
  test: {
    ok: boolean;
    model: string;
    contextTokens: number;
    answers: Step;
    tools: Step;
    finalTextOnly: Step;
    openclaw: { version: string; infer: Step; agent: Step } | null;
    findings: { checkId: string; severity: string; fixHint: string | null }[];
  };
}

const PORT = 8000;
const BASE_URL = `http://127.0.0.1:${PORT}/v1`;
const KEY = "sk-local-key-of-the-test";

// The test drive with the real OpenClaw: it passes and fails where it should, and leaves everything as it was.
scenario("init --test", ["llama", "models", "openclaw", "port8000"], ({ llama, models, openclaw }) => {
  const watched = mkdtempSync(join(tmpdir(), "watched-openclaw-"));
  const claw = watchOpenClaw(watched, openclaw);
  const sandbox = makeSandbox("proof", claw.path);
  const state = join(sandbox.dir, ".openclaw");
  let server: Llama | null = null;
  const start = async (model: string, noJinja = false) => {
    const args = ["-c", String(CONTEXT), "-np", "1", "--api-key", KEY];
    server = await startLlama({ bin: llama.bin, model, port: PORT, args, noJinja });
    rmSync(sandbox.config, { force: true });
  };
  const ARGS = [
    ...["init", "--yes", "--config", sandbox.config, "--endpoint", BASE_URL, "--api-key-env", "MY_LLAMA_KEY"],
    ...["--routing", "local-first", "--hosted", "openai/gpt-5.4", "--test"],
  ];
  // a hosted model that could be asked: its key is there
  const env = { OPENAI_API_KEY: "sk-hosted-key-of-the-test" };

  beforeAll(() => {
    for (const name of ["agents/main/sessions", "workspace", "credentials"])
      mkdirSync(join(state, name), { recursive: true });
    writeFileSync(join(state, ".env"), `MY_LLAMA_KEY=${KEY}\n`, { mode: 0o600 });
    writeFileSync(join(state, "agents/main/sessions/mine.jsonl"), '{"type":"session"}\n');
    writeFileSync(join(state, "workspace/AGENTS.md"), "# mine\n");
  });
  afterEach(async () => {
    await server?.stop();
    server = null;
  });
  afterAll(() => {
    sandbox.remove();
    rmSync(watched, { recursive: true, force: true });
  });

  test("passes with the key from OpenClaw's own .env, asks this server alone, and leaves no trace", async () => {
    await start(models.plain);
    const before = listing(state);
    const { code, json } = await cli<InitReport>(sandbox, ARGS, env);
    expect({ code, ok: json.ok, test: json.test }).toMatchObject({
      code: 0,
      ok: true,
      test: {
        ...{ ok: true, contextTokens: CONTEXT, findings: [] },
        ...{
          answers: { outcome: "passed" },
          tools: { outcome: "passed" },
          finalTextOnly: { outcome: "passed" },
        },
        openclaw: { version: openclaw.version, infer: { outcome: "passed" }, agent: { outcome: "passed" } },
      },
    });
    expect(JSON.stringify(json)).not.toContain(KEY);
    expect(claw.hosts()).toEqual([`127.0.0.1:${PORT}`]);
    expect(listing(state)).toEqual(before);
    expect(claw.stateDirs()).toHaveLength(1);
    for (const dir of claw.stateDirs()) expectGone(dir);
  });

  test("a reasoning model: channels get the final text only", async () => {
    await start(models.thinking);
    const { code, json } = await cli<InitReport>(sandbox, ARGS, env);
    expect({ code, test: json.test }).toMatchObject({
      code: 0,
      test: { finalTextOnly: { outcome: "passed" }, openclaw: { agent: { outcome: "passed" } } },
    });
    expect(claw.hosts()).toEqual([`127.0.0.1:${PORT}`]);
  });

  test.each([
    ["--no-jinja", "plain", true, "tools-error"],
    ["a template without tools", "noTools", false, "model-lacks-tools"],
  ] as const)(
    "%s: it fails with the finding and its fix, and OpenClaw is not asked",
    async (_name, model, noJinja, checkId) => {
      await start(models[model], noJinja);
      const runs = claw.stateDirs().length;
      const { code, json } = await cli<InitReport>(sandbox, ARGS, env);
      expect({ code, ok: json.ok, test: json.test }).toMatchObject({
        code: 1,
        ok: false,
        test: {
          ...{ ok: false, answers: { outcome: "passed" }, tools: { outcome: "failed" } },
          openclaw: { agent: { outcome: "skipped" } },
        },
      });
      const errors = json.test.findings.filter(({ severity }) => severity === "error");
      expect(errors).toMatchObject([{ checkId, fixHint: expect.any(String) }]);
      expect(claw.stateDirs()).toHaveLength(runs);
    },
  );

  test("Ctrl-C while OpenClaw works: exit 130, and its home is gone", async () => {
    await start(models.plain);
    const runs = claw.stateDirs().length;
    const plain = `--import=${pathToFileURL(`${ROOT}test/setup/plain-machine.mjs`)}`;
    const child = spawn(process.execPath, [plain, `${ROOT}bin/openclaw-local.js`, ...ARGS], {
      ...{ cwd: sandbox.dir, env: { ...sandbox.env, ...env }, stdio: "ignore" },
    });
    const ended = new Promise<number | null>((done) => child.once("exit", done));
    while (claw.stateDirs().length === runs) await new Promise((done) => setTimeout(done, 50));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    const dir = claw.stateDirs().at(-1) ?? "";
    expect(dir).toContain("openclaw-local-proof-");
    expectGone(dir);
    expect(readFileSync(sandbox.config, "utf8")).toContain("MY_LLAMA_KEY");
  });
});

/** Neither the private home is there, nor the locks that OpenClaw keeps for it elsewhere. */
function expectGone(stateDir: string): void {
  expect(existsSync(dirname(stateDir))).toBe(false);
  const id = createHash("sha256")
    .update(join(stateDir, "state", "openclaw.sqlite"))
    .digest("hex")
    .slice(0, 8);
  const locks = `/tmp/openclaw-state-locks-${userInfo().uid}`;
  const left = existsSync(locks) ? readdirSync(locks).filter((name) => name.includes(id)) : [];
  expect(left).toEqual([]);
}

/** Every file below a folder with its bytes, mode and time. */
function listing(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const { mode, mtimeMs } = statSync(join(dir, name));
      const isFile = statSync(join(dir, name)).isFile();
      return `${name} ${mode} ${mtimeMs} ${isFile ? readFileSync(join(dir, name), "base64") : ""}`;
    });
}
