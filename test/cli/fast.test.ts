import { spawn, spawnSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { lint } from "../../src/commands/lint/spec.ts";
import { parsePlain } from "../../src/start/parse-plain.ts";
import { createProgram } from "../../src/start/program.ts";
import { Random } from "../config/random.ts";
import { BAD, folder, GOOD, WARN } from "../support/configs.ts";
import { copyPackage } from "./package-copy.ts";
import { BIN, openclawLocal, type RunOptions, tempDir } from "./run.ts";

const FULL = fileURLToPath(new URL("./full-entry.js", import.meta.url));

const SUPPRESSED = BAD.replace(
  "{\n",
  "{\n  // openclaw-local-disable-next-line model-ref-unresolved -- to be renamed\n",
);

/** The words after `lint`, and whether the fast path handles them. */
const LINES: readonly (readonly [line: string, isPlain: boolean])[] = [
  ["", true],
  ["good.json5", true],
  ["bad.json5", true],
  ["bad.json5 warn.json5 good.json5", true],
  ["bad.json5 --json", true],
  ["bad.json5 --format json", true],
  ["bad.json5 --format=compact", true],
  ["bad.json5 --format github", true],
  ["bad.json5 --format sarif --format junit=junit.xml", true],
  ["bad.json5 --format markdown -v", true],
  ["bad.json5 --color", true],
  ["bad.json5 --no-color -q", true],
  ["bad.json5 --color --no-color --quiet --verbose", true],
  ["bad.json5 --exit-zero", true],
  ["warn.json5 --max-warnings 0", true],
  ["warn.json5 --max-warnings=0 --severity-min=error", true],
  ["warn.json5 --severity-min warning", true],
  ["bad.json5 --only model-ref-unresolved", true],
  ["bad.json5 --only duplicate-key,config-schema --only model-ref-unresolved", true],
  ["bad.json5 --skip model-ref-unresolved --openclaw-version 2026.4.15", true],
  ["good.json5 --target docker --local-only", true],
  ["--config bad.json5", true],
  ["suppressed.json5", true],
  ["broken.json5", true],
  ["empty.json5 --json", true],
  ["latin1.json5", true],
  ["missing.json5 --json", true],
  [". --json", true],
  ["*.json5 --format compact", true],
  ["*.toml", true],
  ["include.json5", true],
  ["-", true],
  ["- --json", true],
  // mistakes that the command itself finds
  ["bad.json5 --format yaml", true],
  ["bad.json5 --format yaml --json", true],
  ["bad.json5 --format json --format compact", true],
  ["bad.json5 --only no-such-rule --json", true],
  ["bad.json5 --openclaw-version new", true],
  ["bad.json5 --format json=no/such/folder.json", true],
  ["bad.json5 --severity-min fatal", true],
  ["bad.json5 --max-warnings many", true],
  ["bad.json5 --target moon", true],
  // what commander reads, or words the error of
  ["--help", false],
  ["bad.json5 -h", false],
  ["--version", false],
  ["bad.json5 --jso", false],
  ["bad.json5 --json=yes", false],
  ["bad.json5 -qv", false],
  ["bad.json5 --max-warnings -1 --json", false],
  ["bad.json5 --max-warnings", false],
  ["bad.json5 --config --json", false],
  ["--json -- bad.json5", false],
  ["bad.json5 --only=", false],
  ["bad.json5 --timeout 5", false],
  ["bad.json5 --fix-dry-run", true],
];

/** Lines that run different parts of the code, some of which the fast path leaves to the full one. */
const RUN = [
  "",
  "bad.json5 warn.json5 good.json5",
  "bad.json5 --json",
  "bad.json5 --format=compact --color",
  "bad.json5 --format github",
  "bad.json5 --format sarif --format junit=junit.xml",
  "bad.json5 --format markdown",
  "warn.json5 --severity-min warning",
  "bad.json5 --only duplicate-key --openclaw-version 2026.4.15",
  "--config bad.json5",
  "suppressed.json5",
  "broken.json5",
  "empty.json5 --json",
  "latin1.json5",
  "missing.json5",
  "*.json5 --format compact",
  "*.toml",
  "include.json5",
  "- --json",
  "bad.json5 --format yaml --json",
  "bad.json5 --only no-such-rule",
  "bad.json5 --format json=no/such/folder.json",
  "bad.json5 --target moon",
  "--help",
  "bad.json5 --jso",
  "bad.json5 -qv",
  "--json -- bad.json5",
  "bad.json5 --fix-dry-run",
];

const wordsOf = (line: string) => line.split(" ").filter((word) => word !== "");

/** The files that the lines name. */
const FILES = {
  "good.json5": GOOD,
  "bad.json5": BAD,
  "warn.json5": WARN,
  "suppressed.json5": SUPPRESSED,
  "broken.json5": "{ a: 1, b: [1 2] }",
  "empty.json5": "// nothing\n",
  "openclaw.json": WARN,
  "latin1.json5": new Uint8Array([0x7b, 0xe9, 0x7d]),
  "include.json5": '{ $include: "./none.json5" }',
};

describe("the fast path of lint", () => {
  const cwd = folder(FILES);
  const home = tempDir();

  it.each(LINES)("lint %s: parsed as commander parses it, or left to it", async (line, isPlain) => {
    const words = wordsOf(line);
    const plain = parsePlain(lint, words);
    expect(plain !== null).toBe(isPlain);
    if (plain !== null) expect(plain).toEqual(await byCommander(words));
  });

  it.each(RUN)("lint %s: the same stdout, stderr and status as the full path", async (line) => {
    const words = wordsOf(line);
    const options: RunOptions = { cwd, env: { HOME: home }, ...(words.includes("-") ? { stdin: BAD } : {}) };
    const fast = await openclawLocal(["lint", ...words], options);
    const full = await openclawLocal(["lint", ...words], { ...options, script: FULL });
    expect(fast).toEqual(full);
    expect(fast.stdout + fast.stderr).not.toBe("");
  });

  it.skipIf(process.platform === "win32")(
    "exits with 0 when its pipe is closed early, like the full path",
    async () => {
      const rows = Array.from({ length: 900 }, (_, i) => `"lmstudoi/m${i}"`).join(", ");
      writeFileSync(
        join(cwd, "many.json"),
        GOOD.replace('"lmstudio/qwen3"', `"lmstudio/qwen3", fallbacks: [${rows}]`),
      );
      const status: number[] = [];
      for (const script of [undefined, FULL]) {
        const command = [process.execPath, script ?? BIN, "lint", "many.json", "--json"].join(" ");
        const { stderr } = spawnSync("sh", ["-c", `{ ${command}; echo $? >&2; } | head -c 1 >/dev/null`], {
          cwd,
          env: { PATH: "/usr/bin:/bin", HOME: home },
          encoding: "utf8",
        });
        status.push(Number(stderr));
      }
      expect(status).toEqual([0, 0]);
    },
  );

  it("is interrupted like the full path: exit 130 and a message", async () => {
    for (const script of [BIN, FULL]) {
      const child = spawn(process.execPath, [script, "lint", "-"], { cwd, env: { HOME: home } });
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
      await new Promise((resolve) => setTimeout(resolve, 700));
      child.kill("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 100));
      child.stdin.end(BAD);
      expect([await ended, stderr]).toEqual([130, "interrupted; nothing is left half done\n"]);
    }
  });

  it("needs no code of the full path", async () => {
    const { bin, dist } = copyPackage({ without: /^(?:full|chunk-.*|lint-.*)\.js$/ });
    const fast = await openclawLocal(["lint", "bad.json5"], { cwd, env: { HOME: home }, script: bin });
    expect(fast).toEqual(
      await openclawLocal(["lint", "bad.json5"], { cwd, env: { HOME: home }, script: FULL }),
    );
    expect((await openclawLocal(["--version"], { script: bin })).code).toBe(0);
    // the full path is really missing
    const help = await openclawLocal(["lint", "--help"], { script: bin });
    expect(help).toMatchObject({ code: 2, stdout: "" });
    expect(help.stderr).toContain("not built here");
    expect(help.stderr).toContain(dist);
  });

  it("works through a symbolic link to the executable, as npm makes one", async () => {
    const link = join(tempDir(), "openclaw-local");
    symlinkSync(copyPackage().bin, link);
    const result = await openclawLocal(["lint", "bad.json5"], { cwd, env: { HOME: home }, script: link });
    expect(result.code).toBe(1);
  });

  it("parses its lines as commander does", async () => {
    const random = new Random(7);
    let plain = 0;
    for (let i = 0; i < 3_000; i += 1) {
      const words = randomWords(random);
      const fast = parsePlain(lint, words);
      if (fast === null) continue;
      plain += 1;
      expect([words, fast]).toEqual([words, await byCommander(words)]);
    }
    expect(plain).toBeGreaterThan(500);
  });
});

async function byCommander(words: readonly string[]): Promise<unknown> {
  let seen: unknown = null;
  const program = createProgram("lint", (_, { args, options }) => {
    seen = { args, options: { ...options } };
    return Promise.resolve();
  });
  await program.parseAsync(["lint", ...words], { from: "user" });
  return seen;
}

const WORDS = [
  "a, b,",
  "",
  ...`a.json5 b - lint --json --color --no-color -q --quiet -v --fix --fix-dry-run --exit-zero --no-json --
    --config --config=x --config= --format --format=json --only --only=a,b --only= --skip -x -qv -h --help
    --severity-min warning --severity-min=info --severity-min=no --target docker --target=host --local-only
    --max-warnings 0 12 1e3 --max-warnings=3 --max-warnings=-3 --openclaw-version 2026.9.6
    99999999999999999999`.split(/\s+/),
];

function randomWords(random: Random): string[] {
  return Array.from({ length: 1 + random.int(5) }, () => random.pick(WORDS));
}
