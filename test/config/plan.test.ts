import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { loadConfig, loadText } from "../../src/config/read/load.ts";
import type { EditOp, LoadedConfig } from "../../src/config/read/types.ts";
import { unifiedDiff } from "../../src/config/write/diff.ts";
import { type EditPlan, planEdits, planNewFile } from "../../src/config/write/plan.ts";
import { createFs } from "../../src/io/fs.ts";
import { tempDir } from "../cli/run.ts";
import { keepsAll, large, nested } from "./fixtures.ts";

const fs = createFs();
let dir = "";

beforeEach(() => {
  dir = tempDir();
});

function write(name: string, text: string): string {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function load(path: string): LoadedConfig {
  const result = loadConfig(path, fs);
  if (!result.ok) throw new Error(result.problem.message);
  return result.config;
}

/** New texts by file name. */
function texts(plan: EditPlan): Record<string, string> {
  return Object.fromEntries(plan.changes.map(({ path, after }) => [path.slice(dir.length + 1), after]));
}

describe("a plan", () => {
  it("has old and new text with BOM, hash and mode, and does not change the disk", () => {
    const path = write("openclaw.json", "\ufeff{ a: 1 } // x\n");
    const plan = planEdits(load(path), [{ op: "set", path: ["a"], value: 2 }]);
    expect(plan).toMatchObject({
      changed: true,
      changes: [{ path, before: "\ufeff{ a: 1 } // x\n", after: "\ufeff{ a: 2 } // x\n" }],
    });
    expect(readFileSync(path, "utf8")).toBe("\ufeff{ a: 1 } // x\n");
  });
  it("is empty when nothing changes", () => {
    const config = load(write("openclaw.json", "{ a: 1, l: ['x'] }"));
    const ops: EditOp[] = [
      { op: "set", path: ["a"], value: 1 },
      { op: "append", path: ["l"], value: "x" },
      { op: "remove", path: ["b"] },
    ];
    expect(planEdits(config, ops)).toEqual({ changes: [], changed: false });
    expect(
      planEdits(config, [
        { op: "set", path: ["a"], value: 5 },
        { op: "set", path: ["a"], value: 1 },
      ]).changed,
    ).toBe(false);
  });
  it("accepts an edit that a later one makes impossible", () => {
    const plan = planEdits(load(write("openclaw.json", "{ a: {} }")), [
      { op: "set", path: ["a", "b"], value: 1 },
      { op: "set", path: ["a"], value: 2 },
    ]);
    expect(texts(plan)).toEqual({ "openclaw.json": "{ a: 2 }" });
  });
  it("is refused when json5 reads a file differently, changed or not", () => {
    write("b.json5", "{ c: 1 }");
    const config = load(write("openclaw.json", "{ a: 1, b: { $include: './b.json5' } }"));
    /** The result of a scanner that misreads a file. */
    const misread = (name: string, text: string): LoadedConfig => ({
      ...config,
      withTexts: (texts) => {
        const next = config.withTexts(texts);
        const files = next.files.map((file) => (file.path.endsWith(name) ? { ...file, text } : file));
        return { ...next, files };
      },
    });
    const change = (of: LoadedConfig) => () => planEdits(of, [{ op: "set", path: ["a"], value: 2 }]);
    expect(change(config)().changed).toBe(true);
    for (const name of ["openclaw.json", "b.json5"]) {
      expect(change(misread(name, "{ a: 3 }"))).toThrow(`json5 reads another value from ${name}`);
      expect(change(misread(name, "{ a: 2, b: }"))).toThrow(`json5 does not read ${name}: `);
    }
  });
  it("is refused for standard input", () => {
    const result = loadText("{}");
    if (!result.ok) throw new Error("it does not load");
    expect(() => planEdits(result.config, [{ op: "set", path: ["a"], value: 1 }])).toThrow(/standard input/);
  });
  it("works with 10,000 levels and with 2.4 MB", () => {
    const ops: EditOp[] = [
      { op: "set", path: ["gateway", "port"], value: 2 },
      { op: "set", path: ["models", "providers", "x"], value: { baseUrl: "y" } },
      { op: "remove", path: ["models", "providers", "old"] },
    ];
    for (const text of [nested(10_000), large()]) {
      const plan = planEdits(load(write("openclaw.json", text)), ops);
      expect(plan.changes[0]?.after).toContain("baseUrl");
    }
  });
  it("detects a lost comment, wherever the others are", () => {
    expect(keepsAll("// a\n/* b */1", "// a\n2/* b */")).toBe(true);
    expect(keepsAll("// a\n/* b */1", "/* b */1 // a")).toBe(true);
    expect(keepsAll("// a\n1", "/* was b: a*/1")).toBe(true);
    expect(keepsAll("// a\n1", "/* b: a*/1")).toBe(false);
    expect(keepsAll("// a\n// a\n1", "// a\n1")).toBe(false);
    expect(keepsAll("1", "/* new */1")).toBe(true);
  });
  it("is shown as a unified diff", async () => {
    const diff = await unifiedDiff("{\n  a: 1,\n}\n", "{\n  a: 1,\n  b: 2,\n}\n", "openclaw.json");
    expect(diff).toContain("--- openclaw.json\n+++ openclaw.json\n@@ -1,3 +1,4 @@\n");
    expect(diff).toContain("\n+  b: 2,\n");
    expect(await unifiedDiff(null, "{}\n", "x")).toContain("--- /dev/null\n+++ x\n");
    expect(await unifiedDiff("{}", "{}", "x")).toBe("");
  });
});

describe("a plan without a config", () => {
  it("creates a file from a valid text", () => {
    const path = join(dir, "new/openclaw.json");
    expect(planNewFile(path, "{}")).toEqual({
      changed: true,
      changes: [{ config: path, path, before: null, after: "{}", hash: null, mode: null }],
    });
    expect(() => planNewFile(path, "[]")).toThrow(/holds an array/);
    expect(() => planNewFile(path, "{")).toThrow(/not valid JSON5/);
  });
});

describe("edits of a config with includes", () => {
  it("reach the file that owns the value", () => {
    write("models.json5", "{\n  // servers\n  providers: {\n    vllm: { baseUrl: 'a' },\n  },\n}\n");
    const config = load(
      write("openclaw.json", "{\n  models: { $include: './models.json5' }, // elsewhere\n  port: 1,\n}\n"),
    );
    const plan = planEdits(config, [
      { op: "set", path: ["models", "providers", "vllm", "baseUrl"], value: "b" },
      { op: "set", path: ["models", "mode"], value: "merge" },
      { op: "set", path: ["port"], value: 2 },
    ]);
    expect(texts(plan)).toEqual({
      "models.json5":
        "{\n  // servers\n  providers: {\n    vllm: { baseUrl: 'b' },\n  },\n  mode: 'merge',\n}\n",
      "openclaw.json": "{\n  models: { $include: './models.json5' }, // elsewhere\n  port: 2,\n}\n",
    });
  });
  it("split a set that spans files, and replace a value from a single file", () => {
    write("d.json5", "{ x: 1, y: 2 }");
    write("l.json5", "[1, 2]");
    const path = write(
      "openclaw.json",
      "{ agents: { defaults: { $include: './d.json5' }, n: 1 }, l: { $include: 'l.json5' } }",
    );
    const plan = planEdits(load(path), [
      { op: "set", path: ["agents"], value: { defaults: { x: 5 }, n: 2 } },
      { op: "append", path: ["l"], value: 3 },
    ]);
    expect(texts(plan)).toEqual({
      "d.json5": "{ x: 5 }",
      "l.json5": "[1, 2, 3]",
      "openclaw.json":
        "{ agents: { defaults: { $include: './d.json5' }, n: 2 }, l: { $include: 'l.json5' } }",
    });
    expect(texts(planEdits(load(path), [{ op: "set", path: ["l"], value: [2] }]))).toEqual({
      "l.json5": "[2]",
    });
    expect(texts(planEdits(load(path), [{ op: "remove", path: ["l"] }]))["openclaw.json"]).toBe(
      "{ agents: { defaults: { $include: './d.json5' }, n: 1 } }",
    );
  });
  it("go to the include or the siblings, whichever has the key", () => {
    write("base.json5", "{ models: { a: 1 }, gateway: { port: 1 } }");
    const config = load(
      write("openclaw.json", "{ $include: './base.json5', gateway: { mode: 'x' }, own: {} }"),
    );
    const only = (path: string[], value = 5): Record<string, string> =>
      texts(planEdits(config, [{ op: "set", path, value }]));
    expect(only(["models", "b"])).toEqual({
      "base.json5": "{ models: { a: 1, b: 5 }, gateway: { port: 1 } }",
    });
    expect(only(["own", "b"])).toEqual({
      "openclaw.json": "{ $include: './base.json5', gateway: { mode: 'x' }, own: { b: 5 } }",
    });
    expect(() => only(["gateway", "port"])).toThrow(/gateway(\.port)? is merged from/);
    expect(() => only(["agents"])).toThrow(/agents could go into any of/);
    expect(() => planEdits(config, [{ op: "remove", path: ["gateway"] }])).toThrow(/merged from/);
  });
  it.each([
    ["a list of includes", "{ m: { $include: ['./x.json5', './y.json5'] } }", ["m", "a"]],
    ["a list of one include", "{ m: { $include: ['./x.json5'] } }", ["m", "a"]],
    [
      "a file that is included twice",
      "{ m: { $include: './x.json5' }, n: { $include: './x.json5' } }",
      ["m", "a"],
    ],
    ["an $include itself", "{ m: { $include: './x.json5' } }", ["m", "$include"]],
    ["an include with siblings as a whole", "{ m: { $include: './x.json5', k: 1 } }", ["m"]],
    ["concatenated lists", "{ m: { $include: './x.json5', l: [2] } }", ["m", "l", 0]],
  ])("are refused for %s, with the file to edit", (_, text, path) => {
    write("x.json5", "{ a: 1, l: [1] }");
    write("y.json5", "{ b: 1 }");
    const config = load(write("openclaw.json", text));
    expect(config.owner(path).refusal).not.toBeNull();
    let error: unknown;
    try {
      planEdits(config, [{ op: "set", path, value: 7 }]);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      name: "UserError",
      exitCode: 1,
      hint: expect.stringMatching(/^change .*json5? manually$/),
    });
  });
});
