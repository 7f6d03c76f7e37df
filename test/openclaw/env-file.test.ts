import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createFs } from "../../src/io/fs.ts";
import { createEnvLookup } from "../../src/openclaw/env.ts";
import { type EnvLine, envFilePath, planEnvLine, writeEnvLine } from "../../src/openclaw/env-file.ts";
import type { Env } from "../../src/ports/index.ts";
import { tempDir } from "../cli/run.ts";

// test/real/env-file.test.ts: the real OpenClaw reads back what is written here
const fs = createFs();
const NAME = "BOX_KEY";
let home = "";
let path = "";

beforeEach(() => {
  home = tempDir();
  path = join(home, ".openclaw", ".env");
});

const plan = (value = "sk-new", platform = "linux", name = NAME) =>
  planEnvLine({ path, name, value, fs, platform });
const write = (line: EnvLine, env: Env = {}) =>
  writeEnvLine(line, { fs, env, now: () => Date.UTC(2026, 10, 20, 9, 30, 5) });
const read = () => readFileSync(path, "utf8");
const mode = (file = path) => statSync(file).mode & 0o777;
const found = () => createEnvLookup({ env: {}, homeDir: home, fs })(NAME)?.value;

function start(text: string | Uint8Array, bits = 0o600): void {
  mkdirSync(dirname(path));
  writeFileSync(path, text);
  chmodSync(path, bits);
}

/** The reason, which must not contain the value; nothing may have been written. */
function refusal(value?: string, name?: string): string {
  const before = fs.readFile(path);
  const line = plan(value, "linux", name);
  if (line.kind !== "refused") throw new Error(`it is ${line.kind}`);
  expect(() => write(line)).toThrow(line.reason);
  if (value !== undefined && value.trim() !== "") expect(line.reason).not.toContain(value);
  expect(fs.readFile(path)).toEqual(before);
  return line.reason;
}

describe("a line in .env", () => {
  it("makes the file, and its folder, for its owner alone", () => {
    expect(envFilePath({ env: {}, homeDir: home, fs })).toBe(path);
    const line = plan();
    expect(line).toMatchObject({ kind: "add", tightens: false });
    expect(write(line)).toBeNull();
    expect([read(), mode(), mode(dirname(path))]).toEqual([`${NAME}=sk-new\n`, 0o600, 0o700]);
    expect(readdirSync(dirname(path))).toEqual([".env"]);
    expect(plan()).toEqual({ kind: "same", path, name: NAME });
    expect(write(plan())).toBeNull();
  });

  it("follows the state folder", () => {
    expect(envFilePath({ env: { OPENCLAW_STATE_DIR: join(home, "s") }, homeDir: home, fs })).toBe(
      join(home, "s", ".env"),
    );
  });

  it.each<[string, string, "add" | "replace", string]>([
    ["an empty file", "", "add", "BOX_KEY=sk-new\n"],
    ["other lines", "# mine\nA=1\n", "add", "# mine\nA=1\nBOX_KEY=sk-new\n"],
    ["no final newline", "A=1", "add", "A=1\nBOX_KEY=sk-new\n"],
    ["CRLF", "\ufeffA=1\r\nB='x y'\r\n", "add", "\ufeffA=1\r\nB='x y'\r\nBOX_KEY=sk-new\r\n"],
    ["CRLF and no final newline", "A=1\r\nB=2", "add", "A=1\r\nB=2\r\nBOX_KEY=sk-new\r\n"],
    [
      "another variable of a similar name",
      "BOX_KEY_2=a\nMY_BOX_KEY=b\n",
      "add",
      "BOX_KEY_2=a\nMY_BOX_KEY=b\nBOX_KEY=sk-new\n",
    ],
    ["a line that is a comment", "# BOX_KEY=old\n", "add", "# BOX_KEY=old\nBOX_KEY=sk-new\n"],
    ["the variable", "A=1\nBOX_KEY=old\nB=2", "replace", "A=1\nBOX_KEY=sk-new\nB=2"],
    [
      "export, spaces and a comment",
      "  export BOX_KEY = 'old' # mine\r\nB=2\r\n",
      "replace",
      "  export BOX_KEY = sk-new # mine\r\nB=2\r\n",
    ],
    ["the variable without a value", "BOX_KEY=\r\nB=2\r\n", "replace", "BOX_KEY=sk-new\r\nB=2\r\n"],
    ["a colon", "BOX_KEY: old\n", "replace", "BOX_KEY: sk-new\n"],
    [
      "the variable twice: the last counts",
      "BOX_KEY=a\nB=1\nBOX_KEY=b\n",
      "replace",
      "BOX_KEY=a\nB=1\nBOX_KEY=sk-new\n",
    ],
    ["a value of several lines", 'BOX_KEY="one\r\ntwo"\r\nB=2\r\n', "replace", "BOX_KEY=sk-new\r\nB=2\r\n"],
    ["a quote that is never closed", "A='one\n", "add", "A='one\nBOX_KEY=sk-new\n"],
  ])("in a file with %s", (_, text, kind, after) => {
    start(text);
    const line = plan();
    expect(line.kind).toBe(kind);
    expect(write(line)).toBe(`${path}.openclaw-local-20261120T093005Z.bak`);
    expect(read()).toBe(after);
    expect(readFileSync(`${path}.openclaw-local-20261120T093005Z.bak`, "utf8")).toBe(text);
    expect(found()).toBe("sk-new");
    expect(readdirSync(dirname(path))).toHaveLength(2);
  });

  it.each([
    ["two words", "'two words'"],
    ["a#b", "'a#b'"],
    ["it's", `"it's"`],
    [`it's "so"`, '`it\'s "so"`'],
    ['it\'s "so" `x`', 'it\'s "so" `x`'],
    ["$HOME/${X}", "'$HOME/${X}'"],
    ["a\\nb\\", "'a\\nb\\'"],
    [" edges ", "' edges '"],
    ["schlüssel", "'schlüssel'"],
  ])("holds the value %j", (value, written) => {
    start("A=1\n");
    write(plan(value));
    expect(read()).toBe(`A=1\n${NAME}=${written}\n`);
    expect(found()).toBe(value);
  });

  it("takes another notation where the first would change what another line means", () => {
    start("A='one\n");
    write(plan("two words"));
    expect(read()).toBe(`A='one\n${NAME}="two words"\n`);
  });

  it("takes another notation where dotenv alone would read more than the value", () => {
    start(`${NAME}=old\nOTHER=1\n'\n`);
    write(plan("two words\\"));
    expect(read()).toBe(`${NAME}="two words\\"\nOTHER=1\n'\n`);
  });

  it.each([
    [0o600, 0o600, false],
    [0o700, 0o700, false],
    [0o644, 0o600, true],
    [0o660, 0o600, true],
  ])("in a file of mode %o, then %o", (bits, after, tightens) => {
    start("A=1\n", bits);
    const line = plan();
    expect(line).toMatchObject({ tightens });
    const backup = write(line) ?? "";
    expect([mode(), mode(backup)]).toEqual([after, 0o600]);
  });

  it("does not speak of modes on Windows, which has none", () => {
    start("A=1\n", 0o666);
    expect(plan("sk-new", "win32")).toMatchObject({ tightens: false });
  });

  it("shows no value to who prints the plan", () => {
    start(`${NAME}=sk-secret-old\n`);
    const line = plan("sk-secret-new");
    const printed = JSON.stringify(line, (key, value) => (key === "raw" ? undefined : value));
    expect(printed).not.toContain("sk-secret");
  });
});

describe("is refused", () => {
  it.each<[string, string, string]>([
    ["an empty value", "  ", "is empty"],
    ["a line break", "sk-first\nsk-second", "line break"],
    ["a control character", "sk-\u0000x", "line break or another character"],
    ["half a character", "sk-\ud83d", "line break or another character"],
    ["a reference", "${OTHER_KEY}", "a reference to a variable"],
    ["a reference in quotes", "'$OTHER_KEY'", "a reference to a variable"],
    ["all quotes and a comment", "'a' \"b\" `c` #d", "mixes quotes"],
  ])("%s", (_, value, reason) => {
    start("A=1\n");
    expect(refusal(value)).toContain(reason);
  });

  it("a name that OpenClaw does not substitute, which may be the key itself", () => {
    expect(refusal("x", "sk-abcdef")).not.toContain("sk-abcdef");
  });

  it.each<[string, () => void, string]>([
    [
      "a link",
      () => {
        start("");
        renameSync(path, join(home, "env"));
        symlinkSync("../env", path);
      },
      "is a symbolic link",
    ],
    ["a read-only file", () => start("A=1\n", 0o400), "is read-only"],
    ["a folder", () => mkdirSync(path, { recursive: true }), "it is a directory"],
    [
      "a read-only folder",
      () => {
        start("A=1\n");
        chmodSync(dirname(path), 0o500);
      },
      "is in a read-only folder",
    ],
    ["a file that is no text", () => start(Uint8Array.of(0x41, 0x3d, 0xff)), "is not UTF-8"],
    ["a file that is too large", () => start("#".repeat(1_048_570)), "larger than OpenClaw reads"],
    ["a value in the next line", () => start(`${NAME}=\n'x'\n`), "without changing what OpenClaw reads"],
  ])("for %s", (_, prepare, reason) => {
    prepare();
    const line = plan();
    expect(line).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
    chmodSync(dirname(path), 0o700);
  });

  it("where the file changed after the plan, and where OpenClaw is managed", () => {
    start("A=1\n");
    const line = plan();
    expect(() => write(line, { OPENCLAW_NIX_MODE: "1" })).toThrow("OPENCLAW_NIX_MODE=1");
    writeFileSync(path, "A=2\n");
    expect(() => write(line)).toThrow("was changed meanwhile");
    expect(read()).toBe("A=2\n");
    expect(readdirSync(dirname(path))).toEqual([".env"]);
  });
});
