import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/registry.ts";
import { sourceTree } from "../guards/source-tree.ts";
import { openclawLocal, parseStdout } from "./run.ts";

const PACKAGE = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

describe("usage", () => {
  it("prints nothing but the version", async () => {
    for (const flag of ["--version", "-V"]) {
      expect(await openclawLocal([flag])).toEqual({ code: 0, stdout: `${PACKAGE.version}\n`, stderr: "" });
    }
  });

  it("prints help on stdout, with every command of the contract", async () => {
    const help = await openclawLocal(["--help"]);
    expect(help.code).toBe(0);
    expect(help.stderr).toBe("");
    const contract =
      "init doctor lint scan hardware recommend explain templates demo restore undo completion".split(" ");
    for (const name of contract) expect(help.stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    const bare = await openclawLocal([]);
    expect(bare.stdout).toBe(help.stdout);
  });

  it.each(COMMANDS.map((c) => c.name))("%s --help exits with 0 and shows an example", async (name) => {
    const help = await openclawLocal([name, "--help"]);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain(`openclaw-local ${name}`);
  });

  it.each([
    [["doctro"], "unknown command 'doctro'", "Did you mean doctor?"],
    [["lint", "--jso"], "unknown option '--jso'", "Did you mean --json?"],
    [["doctor", "--timeout", "soon"], "--timeout <time>", "1500ms, 5s or 2m"],
    [["doctor", "--timeout", "0"], "--timeout <time>", "doctor --help"],
    [["lint", "--max-warnings", "many"], "--max-warnings <n>", "whole number of at least 0"],
    [["lint", "--severity-min", "fatal"], "--severity-min", "info, warning, error"],
    [["lint", "--format", "yaml"], 'unknown format "yaml"', "pretty, json"],
    [["lint", "--format", "compact", "--format", "sarif"], "only one format", "--format sarif=report.txt"],
    [["completion", "tcsh"], "shell", "bash"],
    [["completion"], "missing required argument", "completion --help"],
    [["scan", "extra"], "too many arguments", "scan --help"],
    [["explain", "no-such-check"], "no-such-check", "explain"],
    [["templates", "no-such"], 'unknown template "no-such"', "local-first"],
    [["lint", "--only", "no-such-rule", "-"], "no-such-rule", "explain"],
    [["lint", "--only", "config-schema", "--skip", "config-schema", "-"], "none is left", "leave out"],
    [["lint", "--openclaw-version", "new", "-"], '--openclaw-version "new"', "2026."],
  ])("%j is wrong usage: exit 2, one sentence and a hint, no stack trace", async (args, what, hint) => {
    const result = await openclawLocal(args, { stdin: "{}" });
    expect(result.code).toBe(2);
    expect(result.stdout).toBe("");
    expect(result.stderr).toMatch(/^openclaw-local: /);
    expect(result.stderr).toContain(what);
    expect(result.stderr).toContain(hint);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  });

  it("the list of commands loads no command's code", () => {
    const tree = new Map(sourceTree().map((file) => [file.path, file]));
    const loaded = new Set<string>();
    const open = ["commands/registry.ts"];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      loaded.add(next);
      for (const { target, typeOnly, dynamic } of tree.get(next)?.imports ?? [])
        if (target !== null && !typeOnly && !dynamic && !loaded.has(target)) open.push(target);
    }
    const light = /^commands\/(?:registry|shared\/[\w-]+|\w+\/spec)\.ts$|^core\/|^report\/registry\.ts$/;
    expect([...loaded].filter((path) => !light.test(path))).toEqual([]);
    expect(loaded.size).toBeGreaterThan(COMMANDS.length);
  });

  it("prints one JSON document on stdout for wrong usage too", async () => {
    const result = await openclawLocal(["doctor", "--json", "--nonsense"]);
    expect(result.code).toBe(2);
    expect(parseStdout(result)).toMatchObject({
      schemaVersion: 1,
      ok: false,
      command: "doctor",
      error: { message: expect.stringContaining("--nonsense") },
      findings: [],
    });
  });
});
