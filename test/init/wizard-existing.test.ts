import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { getIn } from "../../src/core/json.ts";
import { openclawLocal, tempDir } from "../cli/run.ts";
import { llamacpp, startEmulator, startLmStudio } from "../emulators/index.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { answers, asks, ROOMY, type WizardRun, wizard } from "./wizard-stage.ts";

const MODELS = [
  { key: "qwen/a", instances: [{ id: "qwen/a", context: 32_768 }] },
  { key: "qwen/b", instances: [{ id: "qwen/b", context: 65_536 }] },
];
const studio = async () => track(await startLmStudio({ models: MODELS }));
const llama = async () => track(await startEmulator(llamacpp({ allocatedContext: 40_000 })));
const at = (run: WizardRun, ...path: string[]) => getIn(JSON5.parse(run.read() ?? ""), path);
const BEGIN = "The config uses lmstudio/qwen/b. What shall change?";

/** A config that init wrote, with a comment of its owner. */
async function setUp(baseUrl: string): Promise<string> {
  const dir = tempDir();
  const config = join(dir, "openclaw.json");
  const args = ["init", "--yes", ...ROOMY, "--endpoint", baseUrl, "--model", "qwen/b", "--config", config];
  const { code, stderr } = await openclawLocal(args, { cwd: dir });
  expect(code, stderr).toBe(0);
  return `// mine\n${readFileSync(config, "utf8")}`;
}

describe("a set-up that is there already", () => {
  it("nothing shall change: it is examined, and keeps its bytes", async () => {
    const { baseUrl } = await studio();
    const config = await setUp(baseUrl);
    const run = wizard([...ROOMY, "--endpoint", baseUrl], { config });
    await answers(run, [BEGIN, "?"]);
    await run.terminal.shows("All that you do not choose stays as it is.");
    run.terminal.press("c");
    // what the config has is not asked about
    await answers(run, ["The config has all of this. Check it?", "w"]);
    await answers(run, ["Try it with a real agent turn?", "n"]);
    expect(await run.terminal.exit).toBe(0);
    expect(run.read()).toBe(config);
    expect(run.terminal.text()).toContain("nothing to change");
  });

  it("another model; Esc leads back to what shall change", async () => {
    const { baseUrl } = await studio();
    const run = wizard([...ROOMY, "--endpoint", baseUrl], { config: await setUp(baseUrl) });
    await answers(run, [BEGIN, "m"], ["Which model?", KEYS.escape], [BEGIN, "s"]);
    await answers(run, ["Which server?", KEYS.escape], [BEGIN, "m"], ["Which model?", KEYS.down, KEYS.enter]);
    await answers(run, ["Write this?", "w"], ["Try it with a real agent turn?", "n"]);
    expect(await run.terminal.exit).toBe(0);
    expect(at(run, "agents", "defaults", "model", "primary")).toBe("lmstudio/qwen/a");
    expect(run.read()).toMatch(/^\/\/ mine\n/);
  });

  it("another routing", async () => {
    const { baseUrl } = await studio();
    const run = wizard([...ROOMY, "--endpoint", baseUrl], { config: await setUp(baseUrl) });
    await answers(run, [BEGIN, "r"], ["Privacy or availability?", "l"]);
    await answers(run, ["Which hosted models", ..."nothing", KEYS.enter]);
    await run.terminal.shows("nothing: write provider/model");
    run.terminal.press(...Array.from("nothing", () => KEYS.backspace), ..."openai/gpt-5.6", KEYS.enter);
    await asks(run, "Write this?");
    run.terminal.press("w");
    await answers(run, ["Try it with a real agent turn?", "n"]);
    expect(await run.terminal.exit).toBe(0);
    expect(at(run, "agents", "defaults", "model")).toEqual({
      primary: "lmstudio/qwen/b",
      fallbacks: ["openai/gpt-5.6"],
    });
  });

  it("another server is added; the other one stays", async () => {
    const { baseUrl } = await studio();
    const other = await llama();
    const run = wizard([...ROOMY, "--endpoint", baseUrl, "--endpoint", other.baseUrl], {
      config: await setUp(baseUrl),
    });
    await answers(run, [BEGIN, "s"], ["Which server?", KEYS.down, KEYS.enter]);
    await asks(run, "Write this?");
    run.terminal.press("w");
    await answers(run, ["Try it with a real agent turn?", "n"]);
    expect(await run.terminal.exit).toBe(0);
    expect(Object.keys(Object(at(run, "models", "providers")))).toEqual(["lmstudio", "llama-cpp"]);
    expect(at(run, "agents", "defaults", "model", "primary")).toMatch(/^llama-cpp\//);
  });

  it("a backup replaces a config that cannot be read", async () => {
    const { baseUrl } = await studio();
    const config = "{ gateway: { port: 18789 } } // mine\n";
    const first = wizard([...ROOMY, "--endpoint", baseUrl], { config });
    await answers(
      first,
      ["Which model?", KEYS.enter],
      ["Privacy or availability?", "p"],
      ["Write this?", "w"],
    );
    await answers(first, ["Try it with a real agent turn?", KEYS.ctrlC]);
    expect(await first.terminal.exit).toBe(130);
    const broken = "{ gateway: {\n";
    writeFileSync(first.config, broken);
    const run = wizard([...ROOMY, "--endpoint", baseUrl], { in: first.dir });
    await answers(run, ["OpenClaw cannot read it either. What now?", "b"]);
    await run.terminal.shows("restored; the broken file is in ");
    await asks(run, "Which model?");
    expect(run.read()).toBe(config);
    const name = /the broken file is in (\S+)/.exec(run.terminal.text())?.[1] ?? "";
    expect(readFileSync(join(run.dir, name), "utf8")).toBe(broken);
    run.terminal.press(KEYS.ctrlC);
    expect(await run.terminal.exit).toBe(130);
  });
});

describe("options that work at a terminal", () => {
  it("--dry-run asks the same, and writes nothing", async () => {
    const { baseUrl } = await llama();
    const run = wizard([...ROOMY, "--endpoint", baseUrl, "--dry-run"], { config: "{}\n" });
    await answers(run, ["Privacy or availability?", "p"], ["Write this?", "w"]);
    expect(await run.terminal.exit).toBe(0);
    expect(run.terminal.text()).toContain("--dry-run: nothing was written");
    expect(run.terminal.text()).not.toContain("Try it with a real agent turn?");
    expect(run.read()).toBe("{}\n");
  });

  it("--json: questions on the terminal, one document on standard output", async () => {
    const { baseUrl } = await llama();
    const run = wizard([...ROOMY, "--endpoint", baseUrl, "--json"], { stdoutTo: "out.json" });
    await answers(run, ["Privacy or availability?", "p"], ["Write this?", "w"]);
    await answers(run, ["Try it with a real agent turn?", "y"]);
    expect(await run.terminal.exit).toBe(0);
    const document = JSON.parse(readFileSync(join(run.dir, "out.json"), "utf8"));
    expect(document).toMatchObject({ ok: true, created: true, test: { ok: true } });
    expect(run.terminal.text()).not.toContain('"ok"');
  });

  it("a change that is longer than the screen is shown on request only", async () => {
    const { baseUrl } = await llama();
    const run = wizard([...ROOMY, "--endpoint", baseUrl], { rows: 24 });
    await answers(run, ["Privacy or availability?", "p"]);
    await asks(run, "Write this?");
    expect(run.terminal.text()).not.toContain("+++ openclaw.json");
    run.terminal.press("d");
    await run.terminal.shows(/\+\+\+ openclaw\.json[\s\S]*contextWindow: 40000[\s\S]*\? Write this\?/);
    run.terminal.press("q");
    expect(await run.terminal.exit).toBe(1);
    expect(run.read()).toBeNull();
  });
});
