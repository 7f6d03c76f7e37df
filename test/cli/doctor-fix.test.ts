import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { track } from "../support/track.ts";
import { openclawLocal, parseStdout, tempDir } from "./run.ts";

const MODEL = "qwen3-coder-30b";

/** A commented config: `base` without /v1 is a plain mistake with a safe fix. */
function configOf(base: string, context = 65_536): string {
  return `// the config of a person
{
  models: { providers: { vllm: {
    baseUrl: "${base}", // the box under the desk
    apiKey: "sk-canary-1234567890", api: 'openai-completions',
    models: [{ id: "${MODEL}", name: "Qwen", contextWindow: ${context}, maxTokens: 8192 }, /* last */],
  } } },
  agents: { defaults: { model: { primary: "vllm/${MODEL}" } } },
}
`;
}

async function setup(context?: number) {
  const server = track(await startEmulator(vllm()));
  const cwd = tempDir();
  const text = configOf(server.origin, context);
  writeFileSync(`${cwd}/openclaw.json`, text);
  return { server, cwd, text, run: runner(cwd), read: () => readFileSync(`${cwd}/openclaw.json`, "utf8") };
}

/** Runs the doctor in this process, in a folder with a config. */
function runner(cwd: string, env: Record<string, string> = {}) {
  const machine = new FakeMachine({ cwd });
  machine.env = env;
  return (...args: string[]) => runInProcess([...ARGS, ...args], machine);
}

const ARGS = ["doctor", "--config", "openclaw.json"];

describe("doctor --fix", () => {
  it("mends what is a plain mistake, keeps every comment, and examines again", async () => {
    const { server, cwd, text, read } = await setup();
    const before = await openclawLocal(ARGS, { cwd });
    expect(before.code).toBe(1);
    expect(before.stdout).toContain("baseurl-path");
    const result = await openclawLocal([...ARGS, "--fix", "--yes"], { cwd });
    expect(result.code).toBe(0);
    expect(read()).toBe(text.replace(`"${server.origin}"`, `"${server.baseUrl}"`));
    expect(result.stdout).toContain(`+    baseUrl: "${server.baseUrl}", // the box under the desk`);
    expect(result.stdout).toContain("before: 1 error; fixed 1, still there 0, new 0");
    expect(result.stdout).not.toContain("sk-canary");
    const [backup = "", ...others] = readdirSync(cwd).filter((name) => name.endsWith(".bak"));
    expect(others).toEqual([]);
    const again = await openclawLocal([...ARGS, "--fix", "--yes"], { cwd });
    expect(again.code).toBe(0);
    expect(readdirSync(cwd)).toEqual(["openclaw.json", backup, "openclaw.json.openclaw-local-undo"]);
  });

  it("goes on when one fault hid the next", async () => {
    const { server, run, read } = await setup(131_072);
    const result = parseStdout(await run("--fix", "--yes", "--json"));
    expect(result["ok"]).toBe(true);
    expect(result["fixed"]).toEqual([
      { file: "openclaw.json", checkId: "baseurl-path", path: "models.providers.vllm.baseUrl" },
      {
        file: "openclaw.json",
        checkId: "context-server-below-config",
        path: "models.providers.vllm.models[0].contextWindow",
      },
    ]);
    expect(result["before"]).toMatchObject({ error: 1 });
    expect(result["repair"]).toMatchObject({ counts: { fixed: 2, remaining: 0, new: 0 }, notMade: [] });
    expect(read()).toContain(`baseUrl: "${server.baseUrl}"`);
    expect(read()).toContain("contextWindow: 65536");
  });

  it("--dry-run shows the change and writes nothing", async () => {
    const { server, cwd, run, text, read } = await setup();
    const result = await run("--fix", "--dry-run");
    expect(result.stdout).toContain(`+    baseUrl: "${server.baseUrl}"`);
    expect(result.stdout).toContain("nothing was written");
    expect(result.code).toBe(1);
    const json = parseStdout(await run("--fix", "--dry-run", "--json"));
    expect(json["diff"]).toContain(`+    baseUrl: "${server.baseUrl}"`);
    expect(json["fixed"]).toHaveLength(1);
    expect(JSON.stringify(json)).not.toContain("sk-canary");
    expect(read()).toBe(text);
    expect(readdirSync(cwd)).toHaveLength(1);
  });

  it("without a terminal it wants --yes, and asks no server", async () => {
    const { server, cwd, text, read } = await setup();
    const result = await openclawLocal([...ARGS, "--fix"], { cwd });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("--fix has no terminal to ask on");
    expect(result.stderr).toContain("--yes");
    const json = parseStdout(await openclawLocal([...ARGS, "--fix", "--json", "--no-input"], { cwd }));
    expect(json["error"]).toMatchObject({ message: expect.stringContaining("--no-input") });
    expect(server.requests).toEqual([]);
    expect(read()).toBe(text);
  });

  it("leaves what is a choice to a person", async () => {
    const server = track(await startEmulator(vllm({ apiKey: "k-12345678" })));
    const cwd = tempDir();
    const text = configOf(server.baseUrl);
    writeFileSync(`${cwd}/openclaw.json`, text);
    const result = await runner(cwd)("--fix", "--yes");
    expect(result.code).toBe(1);
    expect(result.stdout).toContain("not made: server-401");
    expect(readFileSync(`${cwd}/openclaw.json`, "utf8")).toBe(text);
    expect(readdirSync(cwd)).toHaveLength(1);
  });

  it("does not touch what may not be changed", async () => {
    const { cwd, text, read } = await setup();
    const refuses = (run: Promise<unknown>, exitCode: number, message: string) =>
      expect(run).rejects.toMatchObject({ exitCode, message: expect.stringContaining(message) });
    const fix = (file: string) =>
      runInProcess(["doctor", "--config", file, "--fix", "--yes"], new FakeMachine({ cwd }));
    await refuses(runner(cwd, { OPENCLAW_NIX_MODE: "1" })("--fix", "--yes"), 1, "OPENCLAW_NIX_MODE");
    symlinkSync("openclaw.json", `${cwd}/link.json`);
    await refuses(fix("link.json"), 1, "symbolic link");
    writeFileSync(`${cwd}/broken.json`, "{ models: ");
    await refuses(fix("broken.json"), 2, "broken.json");
    expect(readFileSync(`${cwd}/broken.json`, "utf8")).toBe("{ models: ");
    expect(read()).toBe(text);
    expect(readdirSync(cwd)).toHaveLength(3);
  });

  it("says which options belong to it", async () => {
    for (const flag of ["--dry-run", "--run-commands"]) {
      const run = runInProcess(["doctor", flag], new FakeMachine());
      await expect(run).rejects.toMatchObject({ exitCode: 2, message: `${flag} needs --fix` });
    }
  });
});

describe("doctor --fix and commands", () => {
  /** A folder with an `lms` that does what its script says. */
  async function studio(script: (origin: string) => string) {
    const server = track(await startLmStudio({ loadedContext: null, jit: false }));
    const bin = tempDir();
    writeFileSync(`${bin}/lms`, `#!/bin/sh\necho "$@" >> ${bin}/calls\n${script(server.origin)}\n`);
    chmodSync(`${bin}/lms`, 0o755);
    const [first] = server.studio.models;
    const id = first?.key ?? "";
    const cwd = tempDir();
    const row = { id, name: id, contextWindow: 65_536, maxTokens: 8_192 };
    const provider = {
      baseUrl: server.baseUrl,
      apiKey: "lm-studio",
      api: "openai-completions",
      models: [row],
    };
    // under the id lmstudio OpenClaw would load it itself
    const agents = { defaults: { model: { primary: `studio/${id}` } } };
    writeFileSync(
      `${cwd}/openclaw.json`,
      JSON.stringify({ models: { providers: { studio: provider } }, agents }),
    );
    const calls = () => readFileSync(`${bin}/calls`, "utf8").trim().split("\n");
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    const started = async () => {
      while (!existsSync(`${bin}/calls`)) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    return { server, cwd, bin, id, calls, env, started, run: runner(cwd, env) };
  }

  it("runs a known one after consent, and the model is there", async () => {
    const { server, id, calls, started, run } = await studio(() => 'touch "$0.loaded"; sleep 1');
    const waiting = run("--fix", "--yes", "--run-commands", "--json");
    // what the real lms does, the simulated server is told as soon as the command has been started
    await started();
    server.studio.setContext(id, 65_536);
    const result = parseStdout(await waiting);
    expect(calls()).toEqual([expect.stringMatching(new RegExp(`^load ${id} --context-length \\d+ --yes$`))]);
    expect(result["ok"]).toBe(true);
    expect(result["repair"]).toMatchObject({
      commands: [{ outcome: "ran", detail: null }],
      counts: { fixed: 1, remaining: 0, new: 0 },
    });
    expect(result["fixed"]).toMatchObject([{ checkId: "lmstudio-unloaded" }]);
  });

  it("never by --yes alone", async () => {
    const { run, calls } = await studio(() => "exit 0");
    const result = parseStdout(await run("--fix", "--yes", "--json"));
    expect(calls).toThrow();
    expect(result["ok"]).toBe(false);
    expect(result["repair"]).toMatchObject({ commands: [{ outcome: "printed" }] });
  });

  it("tells what a failed one said, in one harmless line", async () => {
    const { run } = await studio(() => "printf 'a\\n\\033[31mno memory\\033[0m\\n' >&2; exit 3");
    const { code, stdout } = await run("--fix", "--yes", "--run-commands");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed: lms load .* \(exit status 3: no memory\)$/m);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("fixed 0, still there 1, new 0");
  });

  it("a running one ends with the doctor", async () => {
    const { cwd, env, bin, started } = await studio(() => `sleep 30; touch ${"$0"}.late`);
    const args = [...ARGS, "--fix", "--yes", "--run-commands", "--json"];
    const run = await openclawLocal(args, { cwd, env, interruptWhen: started() });
    expect(run.code).toBe(130);
    expect(parseStdout(run)["repair"]).toMatchObject({
      commands: [{ outcome: "failed", detail: "interrupted" }],
      counts: null,
    });
    expect(readdirSync(bin).sort()).toEqual(["calls", "lms"]);
  });
});
