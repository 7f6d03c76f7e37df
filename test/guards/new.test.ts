import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempDir } from "../cli/run.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What a copy of the repository does without, for the time that it takes. */
const LEFT_OUT =
  /^(?:\.git|\.cache|dist.*|node_modules|test\/(?:fixtures|real)|test\/guards\/new\.test\.ts)$/;

const MADE: readonly (readonly string[])[] = [
  ["check", "config", "my-fault"],
  ["check", "machine", "my-file"],
  ["check", "server", "my-context", "listed"],
  ["check", "turn", "my-answer"],
  ["server", "my-product"],
  ["template", "my-template"],
  ["format", "my-format", "spreadsheets"],
  ["command", "my-command", "list what is there"],
];

const REFUSED: readonly (readonly [args: readonly string[], sentence: string])[] = [
  [[], "expected a kind: one of check, server, template, format, command"],
  [["rule", "a-b"], 'unknown kind "rule": one of check, server, template, format, command'],
  [
    ["check", "my-fault"],
    "a check is one of config, machine, server, turn: npm run new check config my-fault",
  ],
  [["server"], "expected an id, such as my-fault"],
  [["server", "a", "b"], 'unexpected argument "b"'],
  [["server", "MyProduct"], '"MyProduct" is not an id: use lowercase words and digits joined by hyphens'],
  [["format", "../x", "y"], '"../x" is not an id: use lowercase words and digits joined by hyphens'],
  [["format", "a-b"], 'say what it is for: npm run new format a-b "spreadsheets"'],
  [["command", "a-b"], 'add a summary for help: npm run new command a-b "list what is there"'],
  [["command", "delete", "x"], '"delete" is a reserved word of JavaScript; choose another id'],
  [["command", "shared", "x"], "src/commands/shared already exists; choose another id"],
  [["check", "server", "alias-clash"], "src/checks/config/alias-clash.ts already exists; choose another id"],
  [["server", "registry"], "src/servers/registry.ts already exists; choose another id"],
  [["template", "local-only"], "templates/local-only/template.json5 already exists; choose another id"],
  [
    ["check", "turn", "a-b", "nope"],
    'src/checks/turn/registry.ts has no group "nope"; it has "context", "answers", "tools"',
  ],
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

const filesIn = (dir: string) =>
  readdirSync(dir, { recursive: true }).filter((name) => !String(name).startsWith("node_modules"));

function node(cwd: string, ...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
}

function expectGreen({ status, stdout, stderr }: SpawnSyncReturns<string>): void {
  expect([status, status === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
}

const dir = copy();

test("npm run new: bad input is one sentence and exit 2, and nothing is written", () => {
  const before = filesIn(dir);
  for (const [args, sentence] of REFUSED) {
    const { status, stdout, stderr } = node(dir, "scripts/new.js", ...args);
    expect([args, { status, stdout, stderr }]).toEqual([
      args,
      { status: 2, stdout: "", stderr: `new: ${sentence}\n` },
    ]);
  }
  expect(filesIn(dir)).toEqual(before);
});

test("npm run new: skeletons of every kind compile, are formatted and documented, and only examples and texts are missing", () => {
  const made = MADE.flatMap((args) => {
    const run = node(dir, "scripts/new.js", ...args);
    expectGreen(run);
    const edited = [...run.stdout.matchAll(/^ {2}(\S+) {2,}\S/gm)].map(([, path = ""]) => path);
    expect([args, edited.length]).toEqual([args, args[0] === "template" ? 1 : 2]);
    return [...run.stdout.matchAll(/^made +(\S+)$/gm)].map(([, path = ""]) => path);
  });
  const code = made.filter((path) => path.endsWith(".ts"));
  expect(code).toHaveLength(15);
  expectGreen(node(dir, "node_modules/typescript/bin/tsc", "-p", "tsconfig.json"));
  expectGreen(node(dir, "node_modules/@biomejs/biome/bin/biome", "check", ...code));
  expectGreen(node(dir, "scripts/build-docs.js"));
  const own = code.filter((path) => path.endsWith(".test.ts"));
  expect(failuresOf("test/guards", ...own)).toEqual(["nothing that npm run new began is unfinished"]);
  const checks = MADE.filter(([kind]) => kind === "check");
  const missing = checks.flatMap(([, kind, id]) => [
    `${id} is explained`,
    `every check in src/checks/${kind} has examples, a faulty scenario and a silent neighbor`,
  ]);
  expect(failuresOf("test/checks", "-t", "my-|has examples").sort()).toEqual(missing.sort());
}, 180_000);

/** The titles of what fails in the copy; no guard needs a build. */
function failuresOf(...args: readonly string[]): string[] {
  writeFileSync(join(dir, "vitest.config.ts"), "export default {};\n");
  const { stdout } = node(dir, "node_modules/vitest/vitest.mjs", "run", "--reporter=json", ...args);
  const { testResults }: Results = JSON.parse(stdout.slice(stdout.indexOf("{")));
  return testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message === "" ? [] : [`${name}: ${message}`]),
    ...assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  ]);
}

interface Results {
  testResults: {
    name: string;
    /** Why the file could not be run. */
    message: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}
