import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tempDir } from "../cli/run.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What a copy of the repository does without, for the time that it takes. */
const LEFT_OUT =
  /^(?:\.git|\.cache|dist.*|node_modules|test\/(?:fixtures|real)|test\/guards\/new\.test\.ts)$/;

const MADE: readonly (readonly string[])[] = [
  ["check", "config", "my-fault"],
  ["check", "machine", "my-file"],
  ["check", "server", "my-context", "--group", "listed"],
  ["check", "turn", "my-answer"],
  ["server", "my-product"],
  ["template", "my-template"],
  ["format", "my-format"],
  ["command", "my-command"],
];

/** The repository as it is now, with the same packages. */
function copy(): string {
  const dir = tempDir();
  cpSync(ROOT, dir, {
    recursive: true,
    filter: (path) => !LEFT_OUT.test(path.slice(ROOT.length).replaceAll("\\", "/")),
  });
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"), "junction");
  return dir;
}

function node(dir: string, ...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, args, { cwd: dir, encoding: "utf8" });
}

const bin = (name: string) => `node_modules/${name}`;
const isGreen = ({ status, stdout, stderr }: SpawnSyncReturns<string>) =>
  expect([status, status === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
const names = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.startsWith("node_modules"))
    .sort();

describe("npm run new", () => {
  const dir = copy();

  test.each([
    [[], "new: it needs a kind: one of check, server, template, format, command\n"],
    [["rule", "a-b"], 'new: there is no kind "rule": one of check, server, template, format, command\n'],
    [
      ["check", "my-fault"],
      "new: a check is of one of the kinds config, machine, server, turn, as in: npm run new check config my-fault\n",
    ],
    [["server"], "new: it needs an id, such as my-fault\n"],
    [["server", "a", "b"], "new: one id at a time, not also b\n"],
    [
      ["server", "MyProduct"],
      'new: "MyProduct" is no id: lower-case words and digits with a dash between them\n',
    ],
    [["format", "../x"], 'new: "../x" is no id: lower-case words and digits with a dash between them\n'],
    [["command", "delete"], 'new: "delete" is a reserved word of JavaScript; choose another id\n'],
    [
      ["check", "server", "alias-clash"],
      "new: src/checks/config/alias-clash.ts is there already; choose another id\n",
    ],
    [["server", "registry"], "new: src/servers/registry.ts is there already; choose another id\n"],
    [
      ["template", "local-only"],
      "new: templates/local-only/template.json5 is there already; choose another id\n",
    ],
    [
      ["check", "turn", "a-b", "--group", "nope"],
      'new: src/checks/turn/registry.ts has no group "nope", but "context", "answers", "tools"\n',
    ],
    [["format", "a-b", "--grp"], "new: Unknown option '--grp'\n"],
  ])("%j: one sentence, exit 2, nothing written", (args, sentence) => {
    const before = names(dir);
    const { status, stdout, stderr } = node(dir, "scripts/new.js", ...args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: sentence });
    expect(names(dir)).toEqual(before);
  });

  test("makes skeletons that compile, are formatted, used by somebody and guarded", () => {
    const before = names(dir);
    for (const args of MADE) {
      const run = node(dir, "scripts/new.js", ...args);
      isGreen(run);
      // at most two files to edit by hand; a line of a registry is made
      const made = [...run.stdout.matchAll(/^made +(\S+)$/gm)].map(([, path = ""]) => path);
      expect(made.length).toBeLessThanOrEqual(2);
      for (const path of made) expect(run.stdout).toMatch(new RegExp(`^  ${path} `, "m"));
    }
    console.log(names(dir).filter((n) => !before.includes(n)));
    isGreen(node(dir, bin("typescript/bin/tsc"), "-p", "tsconfig.json"));
    isGreen(node(dir, bin("@biomejs/biome/bin/biome"), "check", "src", "test", "scripts"));
    isGreen(node(dir, "scripts/build-docs.js"));
  }, 120_000);
});
