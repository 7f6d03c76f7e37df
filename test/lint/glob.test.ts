import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFs } from "../../src/io/fs.ts";
import { glob } from "../../src/lint/glob.ts";
import { expandInputs } from "../../src/lint/inputs.ts";
import { folder } from "../support/configs.ts";

const FILES = [
  "openclaw.json",
  "a.json",
  "b.json5",
  "a[1].json",
  "deploy/eu/openclaw.json",
  "deploy/us/openclaw.json5",
  "deploy/us/note.txt",
  "deploy/us/deep/er/openclaw.json",
  ".openclaw/openclaw.json",
  "node_modules/x/openclaw.json",
  "x{y}.json",
  `hostile/${"a".repeat(200)}`,
];

const dir = folder(Object.fromEntries(FILES.map((file) => [file, "{}"])));
// A link that forms a loop, one to a file, and a dangling one.
symlinkSync("..", join(dir, "deploy", "up"));
symlinkSync("eu/openclaw.json", join(dir, "deploy", "link.json"));
symlinkSync("nowhere", join(dir, "deploy", "gone.json"));

const fs = createFs();
const of = (pattern: string) => glob(pattern, dir, fs).map((path) => path.slice(dir.length + 1));

describe("glob", () => {
  it.each<[string, string[]]>([
    ["*.json", ["a.json", "a[1].json", "openclaw.json", "x{y}.json"]],
    ["?.json*", ["a.json", "b.json5"]],
    ["[ab].json*", ["a.json", "b.json5"]],
    ["[!a].json*", ["b.json5"]],
    ["[a-c].{json,json5}", ["a.json", "b.json5"]],
    ["a[[]1].json", ["a[1].json"]],
    ["a\\[*.json", ["a[1].json"]],
    ["x{y}.jso*", ["x{y}.json"]],
    ["{a,{b,c}}.*", ["a.json", "b.json5"]],
    ["deploy/*/openclaw.json", ["deploy/eu/openclaw.json", "deploy/up/openclaw.json"]],
    ["./deploy/eu/*", ["deploy/eu/openclaw.json"]],
    ["deploy/*.json", ["deploy/link.json"]],
    ["**/openclaw.json", ["deploy/eu/openclaw.json", "deploy/us/deep/er/openclaw.json", "openclaw.json"]],
    [
      "deploy/**",
      [
        "deploy/eu/openclaw.json",
        "deploy/link.json",
        "deploy/us/deep/er/openclaw.json",
        "deploy/us/note.txt",
        "deploy/us/openclaw.json5",
      ],
    ],
    ["deploy/**/**/er/*", ["deploy/us/deep/er/openclaw.json"]],
    [".openclaw/*.json", [".openclaw/openclaw.json"]],
    [".*/openclaw.json", [".openclaw/openclaw.json"]],
    ["node_modules/**/*.json", ["node_modules/x/openclaw.json"]],
    ["deploy/../*.json5", ["b.json5"]],
    ["deploy/*", ["deploy/link.json"]],
    ["nope/*.json", []],
    ["a.json/*", []],
    ["*.JSON", []],
    // Syntax of other globs.
    ["!*.json", []],
    ["#*", []],
    ["@(a|b).js*", []],
  ])("%s", (pattern, expected) => {
    expect(of(pattern)).toEqual(expected);
  });

  it("accepts absolute patterns", () => {
    expect(of(`${dir}/*.json5`)).toEqual(["b.json5"]);
  });

  it("refuses patterns with too many alternatives", () => {
    expect(() => of("{a,b}".repeat(12))).toThrow("too many patterns");
  });

  it("refuses patterns that are too long", () => {
    expect(() => of(`${"x".repeat(70_000)}*`)).toThrow("too many patterns");
  });

  // A naive regular expression would take years.
  it("handles a hostile pattern", () => {
    expect(of(`hostile/${"*a".repeat(40)}b`)).toEqual([]);
  });
});

describe("the inputs", () => {
  const inputs = (...names: string[]) =>
    expandInputs({ names, base: dir, settings: null }, fs, process.platform).then((paths) =>
      paths.map((path) => path.replace(`${dir}/`, "")),
    );

  it("stay in the order of the names, each file once", async () => {
    expect(await inputs("b.json5", "-", "[ab].json*", "./a.json")).toEqual(["b.json5", "-", "a.json"]);
  });

  it("may have special characters in their names", async () => {
    expect(await inputs("a[1].json", "x{y}.json")).toEqual(["a[1].json", "x{y}.json"]);
  });

  it("may be missing; a pattern without a match is an error", async () => {
    expect(await inputs("no.json")).toEqual(["no.json"]);
    await expect(inputs("no*.json")).rejects.toThrow('no file matches "no*.json"');
  });

  it("may have backslashes on Windows", async () => {
    const paths = await expandInputs(
      { names: ["deploy\\eu\\*.json"], base: dir, settings: null },
      fs,
      "win32",
    );
    expect(paths).toEqual([join(dir, "deploy/eu/openclaw.json")]);
  });
});
