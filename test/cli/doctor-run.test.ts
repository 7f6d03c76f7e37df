import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Emulator, silent, startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { track } from "../support/track.ts";
import { openclawLocal, parseStdout, tempDir } from "./run.ts";

/** Resolves when the server has got so many requests. */
async function asked({ requests }: Emulator, count: number): Promise<void> {
  while (requests.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("Ctrl-C", () => {
  it("keeps what is known, and the document is whole", async () => {
    const good = track(await startEmulator(vllm()));
    const mute = track(await startEmulator(silent()));
    const args = ["doctor", "--json", "--timeout", "30000"];
    const run = await openclawLocal([...args, "--endpoint", good.baseUrl, "--endpoint", mute.baseUrl], {
      interruptWhen: asked(good, 4).then(() => new Promise((resolve) => setTimeout(resolve, 500))),
    });
    expect(run.code).toBe(130);
    const report = parseStdout(run);
    expect(report["interrupted"]).toBe(true);
    expect(report["endpoints"]).toMatchObject([
      { verdicts: { reachable: "pass", context: "pass" } },
      { verdicts: { reachable: "unverified", listed: "unverified", tools: "unverified" } },
    ]);
    expect(report["findings"]).toMatchObject([
      { checkId: "interrupted", status: "unverified", evidence: { endpoints: [mute.baseUrl] } },
    ]);
  });

  it("during --deep: the reading stays, the model that did not answer is unverified", async () => {
    const server = track(await startEmulator(vllm({ chat: "hang" })));
    const args = ["doctor", "--deep", "--json", "--endpoint", server.baseUrl];
    const inferred = (times: number) => asked(server, 4 * times + 1);
    const run = await openclawLocal(args, { interruptWhen: inferred(1) });
    expect(run.code).toBe(130);
    const report = parseStdout(run);
    expect(report["endpoints"]).toMatchObject([
      { verdicts: { reachable: "pass", context: "pass", answers: "unverified", tools: "unverified" } },
    ]);
    expect(report["findings"]).toMatchObject([{ checkId: "interrupted", evidence: { endpoints: [] } }]);
    const pretty = await openclawLocal(
      args.filter((arg) => arg !== "--json"),
      { interruptWhen: inferred(2) },
    );
    expect(pretty.code).toBe(130);
    expect(pretty.stdout).toContain("Interrupted: 1 model was not examined");
    expect(pretty.stderr).not.toContain("\u001b");
  });
});

describe("many endpoints", () => {
  it("a line each, with the five verdicts", async () => {
    const servers = await Promise.all(Array.from({ length: 9 }, () => startEmulator(vllm())));
    for (const server of servers) track(server);
    const endpoints = servers.flatMap((server) => ["--endpoint", server.baseUrl]);
    const run = await runInProcess(["doctor", ...endpoints], new FakeMachine());
    expect(run.code).toBe(0);
    const lines = run.stdout.split("\n");
    expect(lines[0]).toMatch(/^endpoint +server +reachable +listed +context +answers +tools +ms$/);
    for (const server of servers) {
      const own = lines.filter((line) => line.includes(server.baseUrl.replace("http://", "")));
      expect(own).toHaveLength(1);
      expect(own[0]).toMatch(/vLLM \S+ +✔ +✔ +✔ +– +– +\d+$/);
    }
  });
});

describe("--watch", () => {
  it("prints the report once, then changes only", async () => {
    const studio = track(await startLmStudio());
    const [first] = studio.studio.models;
    const id = first?.key ?? "";
    const cwd = tempDir();
    const row = { id, name: id, contextWindow: 65_536, maxTokens: 8_192 };
    const provider = { baseUrl: studio.baseUrl, api: "openai-completions", models: [row] };
    const agents = { defaults: { model: { primary: `lmstudio/${id}` } } };
    const text = JSON.stringify({ models: { providers: { lmstudio: provider } }, agents });
    writeFileSync(`${cwd}/openclaw.json`, text);
    const args = ["doctor", "--config", "openclaw.json", "--watch", "--interval", "1"];
    const running = openclawLocal(args, { cwd, interruptAfterMs: 9_000 });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    studio.studio.unload(id);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    writeFileSync(`${cwd}/openclaw.json`, "{");
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    writeFileSync(`${cwd}/openclaw.json`, text);
    const run = await running;
    expect(run.code).toBe(130);
    const lines = run.stdout.split("\n").filter((line) => /^\d{4}-\d\d-\d\dT[\d:]+Z {2}/.test(line));
    expect(lines.map((line) => line.slice(22))).toEqual([
      "watching, every 1 s; Ctrl-C ends it",
      `lmstudio ${studio.baseUrl}  context pass -> unverified`,
      expect.stringMatching(
        new RegExp(`^new unverified: LM Studio has ${id} on disk, but not in memory; OpenClaw loads it`),
      ),
      expect.stringMatching(/^the config cannot be read: /),
      "the config can be read again",
    ]);
  }, 20_000);

  it.each([
    ["--json", "one document"],
    ["--deep", "--deep"],
    ["--fix", "--fix"],
  ])("does not go with %s", async (flag, words) => {
    const args = ["doctor", "--watch", flag, "--endpoint", "http://127.0.0.1:1/v1"];
    const refused = { exitCode: 2, message: expect.stringContaining(words) };
    await expect(runInProcess(args, new FakeMachine())).rejects.toMatchObject(refused);
  });
});

describe("--report", () => {
  const KEY = "sk-canary-0123456789";
  const ENV_KEY = "envcanary0123456789";

  async function setup() {
    const server = track(await startEmulator(vllm({ allocatedContext: 32_768 })));
    const home = `${tempDir()}/annabell`;
    const cwd = tempDir();
    mkdirSync(`${home}/.openclaw`, { recursive: true });
    const row = {
      id: "qwen3-coder-30b",
      name: `annabell, ${KEY} ${ENV_KEY}`,
      contextWindow: 65_536,
      maxTokens: 8_192,
    };
    const providers = {
      vllm: {
        baseUrl: server.baseUrl,
        api: "openai-completions",
        apiKey: KEY,
        headers: { "x-team": "headercanary1" },
        models: [row],
      },
      box: { baseUrl: "http://annabells-tower.local:9/v1", apiKey: "${BOX_API_KEY}", models: [] },
      hosted: { baseUrl: "https://api.example.com/v1", apiKey: "hostedcanary1", models: [] },
    };
    const agents = {
      defaults: { model: { primary: "vllm/qwen3-coder-30b" }, workspace: `${home}/secret-plan` },
    };
    const config = { models: { providers }, agents, channels: { telegram: { botToken: "123:canarytoken" } } };
    writeFileSync(`${home}/.openclaw/openclaw.json`, JSON.stringify(config, null, 2));
    const machine = new FakeMachine({ homeDir: home, cwd });
    machine.env = { BOX_API_KEY: ENV_KEY };
    machine.names["annabells-tower.local"] = { leadsTo: "127.0.0.1", is: "127.0.0.1" };
    const report = (...args: string[]) =>
      runInProcess(["doctor", "--report", "out.md", "--timeout", "1500", ...args], machine);
    return { home, cwd, report, server };
  }

  it("has what helps and nothing that is private", async () => {
    const { home, cwd, report, server } = await setup();
    const run = await report();
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("wrote out.md");
    const text = readFileSync(`${cwd}/out.md`, "utf8");
    expect(text).toMatch(/^<!-- openclaw-local doctor report -->\n## openclaw-local doctor: not ok\n/);
    for (const wanted of [
      "| endpoint | server | reachable |",
      server.baseUrl,
      "context-server-below-config",
      "configured 65536; allocated 32768",
      "OpenClaw 20",
      "Node v",
      '"contextWindow": 65536',
      '"apiKey": "***"',
      '"apiKey": "${BOX_API_KEY}"',
      '"headers": "…"',
      "http://host-",
    ]) {
      expect(text).toContain(wanted);
    }
    for (const secret of [KEY, KEY.slice(0, 10), ENV_KEY, "headercanary", "hostedcanary", "canarytoken"])
      expect(text).not.toContain(secret);
    expect(text).not.toContain(home);
    expect(text).not.toMatch(/annabell|tower|secret-plan|example\.com/i);
  });

  it("replaces its own file, and no other", async () => {
    const { cwd, report } = await setup();
    await report();
    expect((await report()).code).toBe(1);
    writeFileSync(`${cwd}/out.md`, "my notes\n");
    const refused = { exitCode: 2, hint: expect.stringContaining("--overwrite") };
    await expect(report()).rejects.toMatchObject(refused);
    expect(readFileSync(`${cwd}/out.md`, "utf8")).toBe("my notes\n");
    await report("--overwrite");
    expect(readFileSync(`${cwd}/out.md`, "utf8")).toContain("openclaw-local doctor report");
    await expect(report("--report", ".")).rejects.toMatchObject({ exitCode: 2 });
  });
});
