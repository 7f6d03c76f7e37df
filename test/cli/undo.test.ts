import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startEmulator, vllm } from "../emulators/index.ts";
import { track } from "../support/track.ts";
import { BIN, openclawLocal, parseStdout, tempDir } from "./run.ts";

/** Of util-linux: gives a command a pseudo-terminal. */
const SCRIPT = "/usr/bin/script";
const RECORD = "openclaw.json.openclaw-local-undo";
const KEY = "sk-canary-Zq81vLw0TtYx93RmKd72HbNc";

/** A home with OpenClaw's folder, and a config of these bytes in it. */
function setup(text: string | null, mode = 0o640) {
  const home = tempDir();
  const dir = join(home, ".openclaw");
  const config = join(dir, "openclaw.json");
  mkdirSync(dir);
  if (text !== null) writeFileSync(config, text, { mode });
  return {
    dir,
    config,
    run: (...args: string[]) => openclawLocal(args, { env: { HOME: home } }),
    state: () => [readFileSync(config, "latin1"), statSync(config).mode & 0o777],
    /** Everything but the config, the backups and the record. */
    strays: () => readdirSync(dir).filter((name) => !/^openclaw\.json$|\.bak$|-undo$/.test(name)),
  };
}

const served = async () =>
  track(await startEmulator(vllm({ models: [{ id: "qwen3-coder" }], allocatedContext: 65_536 })));

/** What lint --fix mends. */
const FIXABLE = `// mine\r
{ agents: { defaults: { model: { primary: "l/m", fallbacks: ["l/m"] } } },\r
  models: { providers: { l: { baseUrl: "http://127.0.0.1:9/v1", apiKey: "${KEY}",
    models: [{ id: "m", name: "M", contextWindow: 65536, maxTokens: 8192 }] } } } }\r
`;

describe("undo", () => {
  it("gives back the bytes and the mode from before init, and takes that back too", async () => {
    const { config, run, state, strays } = setup(`// mine\r\n{ gateway: { mode: "local" } }\r\n`);
    const server = await served();
    const before = state();
    const init = await run("init", "--yes", "--endpoint", server.baseUrl);
    expect(init.code).toBe(0);
    const after = state();
    expect(after[0]).not.toBe(before[0]);
    const undone = await run("undo", "--yes");
    expect(undone).toMatchObject({ code: 0, stderr: "" });
    expect(undone.stdout).toContain(`+++ ${config.slice(config.indexOf(".openclaw"))}`);
    expect(undone.stdout).toMatch(/Took back what init \(20[\dT:-]+Z\) changed\./);
    expect(state()).toEqual(before);
    const again = parseStdout(await run("undo", "--yes", "--json"));
    expect(again).toMatchObject({
      ...{ schemaVersion: 1, ok: true, configPath: config, removed: false, changed: true, error: null },
      undone: { command: "undo", files: [config] },
      backupPath: expect.stringContaining(`${config}.openclaw-local-`),
    });
    expect(state()).toEqual(after);
    expect(strays()).toEqual([]);
  });

  it("removes the file that a first init made, and brings it back", async () => {
    const { dir, config, run, state, strays } = setup(null);
    const server = await served();
    expect((await run("init", "--yes", "--endpoint", server.baseUrl)).code).toBe(0);
    const made = state();
    const dry = parseStdout(await run("undo", "--dry-run", "--json"));
    expect(dry).toMatchObject({ ok: true, removed: true, changed: true, backupPath: null, dryRun: true });
    expect(dry["diff"]).toMatch(/^\+\+\+ \/dev\/null$/m);
    expect(state()).toEqual(made);
    const undone = parseStdout(await run("undo", "--yes", "--json"));
    expect(undone).toMatchObject({ ok: true, removed: true, undone: { command: "init" } });
    const names = readdirSync(dir);
    expect(names).toHaveLength(2);
    expect(names).toContain(RECORD);
    expect(readFileSync(String(undone["backupPath"]), "latin1")).toBe(made[0]);
    const back = await run("undo", "--yes");
    expect(back.code).toBe(0);
    expect(back.stdout).toContain("--- /dev/null");
    expect(state()).toEqual(made);
    expect(strays()).toEqual([]);
    expect((await run("lint", config)).code).toBe(0);
  });

  it("takes back lint --fix, without a secret in the output or the record", async () => {
    const { dir, run, state } = setup(FIXABLE);
    const before = state();
    await run("lint", "--fix", join(dir, "openclaw.json"));
    expect(state()).not.toEqual(before);
    const shown = await run("undo", "--dry-run");
    expect(shown.stdout).toContain("Nothing written (--dry-run); it would take back what lint --fix (");
    const undone = await run("undo", "--yes");
    expect(state()).toEqual(before);
    const texts = [shown, undone].map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(texts).toContain("@@");
    expect(texts + readFileSync(join(dir, RECORD), "utf8")).not.toContain(KEY);
  });

  it("takes back a whole doctor --fix that wrote twice", async () => {
    const server = await served();
    const row = `{ id: "qwen3-coder", name: "Q", contextWindow: 131072, maxTokens: 8192 }`;
    const text = `{ models: { providers: { vllm: { baseUrl: "${server.origin}", // the box
  api: "openai-completions", models: [${row}] } } },
  agents: { defaults: { model: { primary: "vllm/qwen3-coder" } } } }\n`;
    const { run, state, dir } = setup(text);
    const before = state();
    await run("doctor", "--fix", "--yes");
    expect(readdirSync(dir).filter((name) => name.endsWith(".bak"))).toHaveLength(2);
    const undone = parseStdout(await run("undo", "--yes", "--json"));
    expect(undone).toMatchObject({ ok: true, undone: { command: "doctor --fix" } });
    expect(state()).toEqual(before);
  });

  it("takes back an included file together with its config", async () => {
    const main = `{ meta: { lastTouchedVersion: "2026.9.6" }, models: { $include: "./models.json5" },
  agents: { defaults: { model: { primary: "l/m", fallbacks: ["l/m"] }, compaction: { $include: "./c.json5" } } } }\n`;
    const { dir, run, state } = setup(main);
    const parts = {
      "models.json5": `{ providers: { l: { baseUrl: "http://127.0.0.1:9/v1", apiKey: "x", models: [{ id: "m", name: "M", contextWindow: 65536, maxTokens: 8192 }] } } }\n`,
      "c.json5": "{ reserveTokens: 5 } // old\r\n",
    };
    for (const [name, text] of Object.entries(parts)) writeFileSync(join(dir, name), text);
    const read = () => [state(), ...Object.keys(parts).map((name) => readFileSync(join(dir, name), "utf8"))];
    const before = read();
    await run("lint", "--fix", join(dir, "openclaw.json"));
    const after = read();
    expect(after.map((text, i) => JSON.stringify(text) === JSON.stringify(before[i]))).toEqual([
      false,
      true,
      false,
    ]);
    const undone = parseStdout(await run("undo", "--yes", "--json"));
    expect(undone["undone"]).toMatchObject({ files: [join(dir, "openclaw.json"), join(dir, "c.json5")] });
    expect(read()).toEqual(before);
  });

  it("refuses when somebody else changed the file, in one JSON document and in one sentence", async () => {
    const { config, run } = setup(FIXABLE);
    await run("lint", "--fix", config);
    const edited = `${readFileSync(config, "utf8")}// edited`;
    writeFileSync(config, edited);
    const json = await run("undo", "--yes", "--json");
    expect(json.code).toBe(1);
    const { ok, changed, error } = parseStdout(json);
    expect({ ok, changed }).toEqual({ ok: false, changed: false });
    const { message, hint } = error as { message: string; hint: string };
    expect(message).toContain("is not what lint --fix left on");
    const text = await run("undo", "--yes");
    expect(text).toMatchObject({ code: 1, stdout: "", stderr: `openclaw-local: ${message}\n  ${hint}\n` });
    expect(readFileSync(config, "utf8")).toBe(edited);
    // the command that it names does what it says
    const [, command = ""] = /^openclaw-local (restore .*?) shows/.exec(hint) ?? [];
    expect((await run(...command.split(" "), "--yes")).code).toBe(0);
    expect(readFileSync(config, "utf8")).toBe(FIXABLE);
    // and can be undone in turn
    expect((await run("undo", "--yes")).code).toBe(0);
    expect(readFileSync(config, "utf8")).toBe(edited);
  });

  it("without a terminal needs --yes, and says when there is nothing", async () => {
    const { config, run } = setup(FIXABLE);
    const nothing = await run("undo", "--yes");
    expect(nothing).toMatchObject({ code: 1, stdout: "" });
    expect(nothing.stderr).toContain(`nothing to undo: this tool has not changed ${config}`);
    expect(parseStdout(await run("undo", "--json"))["error"]).toMatchObject({
      message: expect.stringContaining("nothing to undo"),
    });
    await run("lint", "--fix", config);
    const fixed = readFileSync(config, "utf8");
    for (const flags of [[], ["--no-input"], ["--json"]]) {
      const result = await run("undo", ...flags);
      expect(result.code).toBe(2);
      expect(result.stderr).toContain("add --yes");
    }
    expect(readFileSync(config, "utf8")).toBe(fixed);
  });
});

describe("restore", () => {
  it("latest is the newest backup", async () => {
    const { config, run } = setup(FIXABLE);
    expect(await run("restore", "latest", "--yes")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there are no backups"),
    });
    await run("lint", "--fix", config);
    writeFileSync(config, "{ broken");
    const result = parseStdout(await run("restore", "latest", "--yes", "--json"));
    expect(result).toMatchObject({
      changed: true,
      restored: expect.stringMatching(/^openclaw\.json\.openclaw-local-\d{8}T\d{6}Z\.bak$/),
    });
    expect(readFileSync(config, "utf8")).toBe(FIXABLE);
  });

  it.skipIf(spawnSync(SCRIPT, ["--version"]).status !== 0)(
    "at a terminal offers the backups, and puts the chosen one back",
    async () => {
      const { config, dir, run } = setup(FIXABLE);
      await run("lint", "--fix", config);
      const fixed = readFileSync(config, "utf8");
      const home = join(dir, "..");
      const none = await atTerminal("restore", home, { "Restore which backup": "\u001b[A\r" });
      expect(none.text).toContain("the write after it: 1 line added, 1 removed");
      expect([none.code, readFileSync(config, "utf8")]).toEqual([0, fixed]);
      const declined = await atTerminal("restore", home, {
        "Restore which backup": "\r",
        "Restore it": "\r",
      });
      expect([declined.code, readFileSync(config, "utf8")]).toEqual([1, fixed]);
      const done = await atTerminal("restore", home, { "Restore which backup": "\r", "Restore it": "y\r" });
      expect([done.code, readFileSync(config, "utf8")]).toEqual([0, FIXABLE]);
      const undone = await atTerminal("undo", home, { "Take back what restore": "y\r" });
      expect([undone.code, readFileSync(config, "utf8")]).toEqual([0, fixed]);
      const stopped = await atTerminal("undo", home, { "Take back what undo": "\u0003" });
      expect([stopped.code, readFileSync(config, "utf8")]).toEqual([130, fixed]);
      rmSync(config);
      expect((await atTerminal("restore --yes", home, {})).text).toContain(
        "Restore one: openclaw-local restore openclaw.json.openclaw-local-",
      );
    },
  );
});

/** Runs the executable at a pseudo-terminal. It types each answer when its question appears. */
function atTerminal(command: string, home: string, answers: Record<string, string>) {
  const child = spawn(SCRIPT, ["-qec", `${process.execPath} ${BIN} ${command}`, "/dev/null"], {
    env: { PATH: "/usr/bin:/bin", HOME: home, LANG: "C.UTF-8", TERM: "xterm", COLUMNS: "100", NO_COLOR: "1" },
  });
  const open = Object.entries(answers);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
    const [next] = open;
    if (next === undefined || !text.includes(next[0])) return;
    open.shift();
    child.stdin.write(next[1]);
  });
  return new Promise<{ code: number | null; text: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, text }));
  });
}
