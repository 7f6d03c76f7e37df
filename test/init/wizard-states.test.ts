import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { afterAll, describe, expect, it } from "vitest";
import { getIn } from "../../src/core/json.ts";
import { openclawLocal } from "../cli/run.ts";
import { closedPort, llamacpp, silent, startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { answers, asks, ROOMY, type WizardRun, wizard } from "./wizard-stage.ts";

const lmstudio = async (own: Parameters<typeof startLmStudio>[0] = {}) => track(await startLmStudio(own));

/** Keys and seconds of each situation, printed with WIZARD_TABLE=1. */
const table: string[] = [];
afterAll(() => {
  if (process.env["WIZARD_TABLE"] === "1") console.log(table.join("\n"));
});

async function ended(name: string, { terminal }: WizardRun, since: number): Promise<number> {
  const code = await terminal.exit;
  table.push(`${name}: ${terminal.keys} keys, ${((Date.now() - since) / 1_000).toFixed(1)} s, exit ${code}`);
  return code;
}

/** From the routing on: all proposals, and the test drive. */
async function acceptRest(run: WizardRun): Promise<void> {
  const { terminal } = run;
  await terminal.shows("Privacy or availability?");
  terminal.press(KEYS.enter);
  await terminal.shows("Write this?");
  terminal.press("w");
  await terminal.shows("Try it with a real agent turn?");
  terminal.press("y");
  await terminal.shows("the same without questions:");
}

/** The test drive has shown all that it looks at. */
function expectProven(text: string): void {
  expect(text).toMatch(/✔ tools +a tool call, and the answer to its result/);
  expect(text).toMatch(/✔ final text no reasoning in it/);
}

describe("the states that people are in", () => {
  it("a server that is up and right", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await acceptRest(run);
    expect(await ended("llama-server", run, since)).toBe(0);
    expectProven(run.terminal.text());
    expect(run.terminal.text()).toMatch(/✔ llama\.cpp at .* · .* · 65,536 tokens · loaded/);
    expect(run.read()).toContain("contextWindow: 65536");
  });

  it("two models are loaded", async () => {
    const instances = (id: string, context: number) => [{ id, context }];
    const server = await lmstudio({
      models: [
        { key: "qwen/a", instances: instances("qwen/a", 32_768) },
        { key: "qwen/b", instances: instances("qwen/b", 65_536) },
      ],
    });
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await run.terminal.shows("Which model?");
    expect(run.terminal.text()).toMatch(/❯ qwen\/b \(loaded\)/);
    run.terminal.press(KEYS.down, KEYS.enter);
    await acceptRest(run);
    expect(await ended("two models loaded", run, since)).toBe(0);
    expect(getIn(JSON5.parse(run.read() ?? ""), ["agents", "defaults", "model", "primary"])).toBe(
      "lmstudio/qwen/a",
    );
    expectProven(run.terminal.text());
  });

  it("a model that is loaded with 4,096 tokens is loaded again with enough", async () => {
    const server = await lmstudio({ loadedContext: 4_096 });
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await run.terminal.shows("What about minimax/minimax-m2.1?");
    expect(run.terminal.text()).toContain("has 4,096 tokens of context; a turn of OpenClaw");
    run.terminal.press(KEYS.enter);
    await run.terminal.shows("Do it?");
    run.terminal.press(KEYS.enter);
    await acceptRest(run);
    expect(await ended("4,096 loaded", run, since)).toBe(0);
    expect(run.read()).toContain("contextWindow: 65536");
    expectProven(run.terminal.text());
  });

  it("a model that is not loaded is loaded", async () => {
    const server = await lmstudio({ loadedContext: null });
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await run.terminal.shows("What about minimax/minimax-m2.1?");
    expect(run.terminal.text()).toContain("minimax/minimax-m2.1 is not loaded");
    run.terminal.press(KEYS.enter);
    await acceptRest(run);
    expect(await ended("unloaded", run, since)).toBe(0);
    expectProven(run.terminal.text());
  });

  it("a model that is too large for the memory: it says so, and ends where the user wants", async () => {
    const server = await lmstudio({ loadedContext: null });
    const since = Date.now();
    const run = wizard(["--vram", "8", "--ram", "16", "--endpoint", server.baseUrl]);
    await run.terminal.shows("What about minimax/minimax-m2.1?");
    expect(run.terminal.text().replace(/\s+/g, " ")).toMatch(
      /cannot be changed: minimax\/minimax-m2\.1 takes [\d.]+ GiB/,
    );
    run.terminal.press("q");
    expect(await ended("too large for memory", run, since)).toBe(1);
    expect(run.terminal.text()).toContain("nothing was written");
    expect(run.read()).toBeNull();
  });

  it("a key is needed: it goes to OpenClaw's .env, and its name to the config", async () => {
    const key = "sk-test-4f3a9c1e77b2";
    const server = track(await startEmulator(vllm({ apiKey: key, allocatedContext: 65_536 })));
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await run.terminal.shows("Where is its key?");
    run.terminal.press("e");
    await run.terminal.shows("Name of the variable?");
    run.terminal.press(KEYS.enter);
    await run.terminal.shows("The key?");
    run.terminal.press(..."wrong", KEYS.enter);
    await run.terminal.shows("refuses the key");
    run.terminal.press("e");
    await run.terminal.shows(/Name of the variable\?[\s\S]*Name of the variable\?/);
    run.terminal.press(KEYS.enter);
    await run.terminal.shows(/The key\?[\s\S]*The key\?/);
    run.terminal.press(...key, KEYS.enter);
    await acceptRest(run);
    expect(await ended("key needed (one wrong)", run, since)).toBe(0);
    const file = join(run.dir, ".openclaw", ".env");
    expect(readFileSync(file, "utf8")).toBe(`VLLM_API_KEY=${key}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(run.read()).toContain('apiKey: "${VLLM_API_KEY}"');
    expect(run.terminal.raw).not.toContain(key);
    expect(run.terminal.raw).not.toContain("wrong");
    expectProven(run.terminal.text());
  });

  it("a server that needs more than 3 s for each answer is waited for", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536, latencyMs: 3_300 })));
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await run.terminal.shows(/accepts connections, but has not answered in 3 s; waiting \(\d+ s\)/);
    await run.terminal.shows("Privacy or availability?", 60_000);
    run.terminal.press(KEYS.enter);
    await run.terminal.shows("Write this?");
    run.terminal.press("w");
    await run.terminal.shows("Try it with a real agent turn?", 90_000);
    // the turn itself needs no patience to be tested
    server.options.latencyMs = 0;
    run.terminal.press("y");
    expect(await ended("slow", run, since)).toBe(0);
    expectProven(run.terminal.text());
    expect(run.read()).toContain("contextWindow: 65536");
    expect(run.terminal.text()).toContain("No findings");
    // nothing of the question that was overtaken is left
    expect(run.terminal.text()).not.toContain("another address (a)");
  }, 120_000);

  it("200 models: typing finds one", async () => {
    const models = Array.from({ length: 200 }, (_, i) => ({ id: `org/model-${i}` }));
    const server = track(await startEmulator(vllm({ models, allocatedContext: 65_536 })));
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await run.terminal.shows("200 in all; type to filter");
    run.terminal.press(KEYS.pageDown, ..."del-137");
    await run.terminal.shows('1 of 200 match "del-137"');
    run.terminal.press(KEYS.enter);
    await acceptRest(run);
    expect(await ended("200 models", run, since)).toBe(0);
    expect(run.read()).toContain("org/model-137");
    expectProven(run.terminal.text());
  });

  it("hosted models and comments are there: they stay, byte for byte", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
    const config = `// mine
{
  agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-6" } } }, // not cheap
  gateway: { port: 18789 }, /* keep */
}
`;
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl], { config });
    await acceptRest(run);
    expect(await ended("hosted with comments", run, since)).toBe(0);
    const written = run.read()?.split("\n") ?? [];
    const kept = config.split("\n").filter((line) => !line.includes("primary"));
    expect(written.filter((line) => kept.includes(line))).toEqual(kept);
    expect(run.read()).toContain("// not cheap");
    expect(getIn(JSON5.parse(run.read() ?? ""), ["agents", "defaults", "model"])).toEqual({
      primary: expect.stringMatching(/^llama-cpp\//),
      fallbacks: ["anthropic/claude-sonnet-4-6"],
    });
    const undone = await openclawLocal(["undo", "--yes", "--config", run.config], { cwd: run.dir });
    expect([undone.code, run.read()]).toEqual([0, config]);
  });

  it("a broken config: it says where, and goes on once it is corrected", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl], { config: "{ gateway: { port: 18789 }\n" });
    await run.terminal.shows("OpenClaw cannot read it either. What now?");
    expect(run.terminal.text()).toMatch(/openclaw\.json:2:1: /);
    writeFileSync(run.config, "{ gateway: { port: 18789 } }\n");
    run.terminal.press(KEYS.enter);
    await acceptRest(run);
    expect(await ended("broken config", run, since)).toBe(0);
    expect(run.read()).toContain("port: 18789");
  });

  it("a refused config: its safe fixes are made first; one undo takes all back", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
    const config = `{ models: { providers: { other: { baseUrl: "127.0.0.1:9/v1", models: [{ id: "x" }] } } } } // mine\n`;
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl], { config });
    await run.terminal.shows("What about these errors?");
    expect(run.terminal.text()).toMatch(/openclaw\.json:1:\d+: .*"name" is missing/);
    run.terminal.press("f");
    await run.terminal.shows("Write these fixes?");
    run.terminal.press(KEYS.enter);
    await run.terminal.shows("Privacy or availability?");
    expect(run.read()).toContain('name: "x"');
    run.terminal.press(KEYS.enter);
    await run.terminal.shows("Write this?");
    run.terminal.press("w");
    // the other provider's server does not run, which is no fault of this set-up
    await run.terminal.shows("Try it with a real agent turn?");
    run.terminal.press("n");
    expect(await run.terminal.exit).toBe(0);
    expect(run.read()).toContain("// mine");
    const undone = await openclawLocal(["undo", "--yes", "--config", run.config], { cwd: run.dir });
    expect([undone.code, run.read()]).toEqual([0, config]);
  });

  it("a refused config whose errors stay: it goes on, and says so at the end", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
    const config = "{ agents: { defaults: { maxConcurent: 2 } } }\n";
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl], { config });
    await run.terminal.shows("What about these errors?");
    run.terminal.press("g");
    await run.terminal.shows("Privacy or availability?");
    run.terminal.press(KEYS.enter);
    await run.terminal.shows("Write this?");
    run.terminal.press("w");
    expect(await run.terminal.exit).toBe(1);
    expect(run.terminal.text()).toContain("1 error was in the config before and stays");
  });

  it("nothing runs and nothing is installed: an address, or the end", async () => {
    const port = await closedPort();
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", `127.0.0.1:${port}`]);
    await run.terminal.shows("What now? It goes on by itself when a server answers.");
    expect(run.terminal.text()).toContain("installed here: no model server that I know");
    run.terminal.press("q");
    expect(await ended("nothing", run, since)).toBe(1);
    expect(run.read()).toBeNull();
  });

  it("nothing runs: it goes on by itself when a server comes up", async () => {
    const port = await closedPort();
    const since = Date.now();
    const run = wizard([...ROOMY, "--endpoint", String(port)]);
    await run.terminal.shows("What now? It goes on by itself when a server answers.");
    await lmstudio({ port, loadedContext: 65_536 });
    await acceptRest(run);
    expect(await ended("nothing, then a server", run, since)).toBe(0);
    expectProven(run.terminal.text());
  });

  it("a server that is only too slow when it is looked at for the last time has not changed; one that is gone has", async () => {
    const healthy = () => startEmulator(llamacpp({ allocatedContext: 65_536 }));
    for (const slow of [true, false]) {
      const server = await healthy();
      const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
      await answers(run, ["Privacy or availability?", "p"]);
      await asks(run, "Write this?");
      await server.close();
      if (slow) track(await startEmulator(silent(), { port: server.port }));
      run.terminal.press("w");
      if (slow) await run.terminal.shows("wrote openclaw.json");
      else await run.terminal.shows("nothing was written yet");
      expect(run.read() !== null).toBe(slow);
      run.terminal.press(KEYS.ctrlC);
      expect(await run.terminal.exit).toBe(130);
    }
  });
});
