import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import JSON5 from "json5";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { loadConfig, loadText, problemError } from "../../src/config/read/load.ts";
import type { LoadedConfig, LoadProblem } from "../../src/config/read/types.ts";
import { createFs } from "../../src/io/fs.ts";
import { tempDir } from "../cli/run.ts";

const fs = createFs();
let dir = "";

beforeEach(() => {
  dir = tempDir();
});

function write(name: string, text: string | Uint8Array): string {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function config(path: string, env: Record<string, string> = {}): LoadedConfig {
  const result = loadConfig(path, fs, { env });
  if (!result.ok) throw new Error(result.problem.message);
  return result.config;
}

function problem(path: string, env: Record<string, string> = {}): LoadProblem {
  const result = loadConfig(path, fs, { env });
  if (result.ok) throw new Error("it loads");
  return result.problem;
}

describe("loading", () => {
  it("throws a bug when json5 accepts what the scanner rejects", () => {
    const parse = vi.spyOn(JSON5, "parse").mockReturnValue({ a: 1 });
    expect(() => loadText("{ a: ")).toThrow("json5 reads <stdin>, the position scanner does not");
    parse.mockRestore();
    expect(loadText("{ a: ").ok).toBe(false);
  });
  it("returns value, mode, BOM and hash unchanged", () => {
    const path = write("openclaw.json", "\ufeff{ a: 1, // x\n}");
    chmodSync(path, 0o640);
    const { main, value, files } = config(path);
    expect(value).toEqual({ a: 1 });
    expect(main).toMatchObject({ path, bom: true, mode: 0o640, text: "{ a: 1, // x\n}" });
    expect(main.hash).toBe(createHash("sha256").update(readFileSync(path)).digest("hex"));
    expect(files).toEqual([main]);
  });

  it.each([
    ["", "empty", "openclaw.json is empty"],
    ["\ufeff \n", "empty", "openclaw.json is empty"],
    ["// soon\n/* x */", "empty", "openclaw.json is empty apart from comments"],
    ["[1]", "not-object", "openclaw.json holds an array, but a config is an object"],
    ["'x'", "not-object", "openclaw.json holds a string, but a config is an object"],
    ["{a:1", "syntax", "openclaw.json is not valid JSON5: invalid end of input (line 1, column 5)"],
    [
      "{ a: [1,\n  b: 2 }",
      "syntax",
      "openclaw.json is not valid JSON5: invalid character 'b' (line 2, column 3)",
    ],
  ])("of %j is a %s problem", (text, kind, message) => {
    expect(problem(write("openclaw.json", text))).toMatchObject({ kind, message });
  });

  it("of a missing file, a folder, a dead link, UTF-16 or binary is a problem in one sentence", () => {
    expect(problem(join(dir, "none.json"))).toMatchObject({ kind: "missing", place: null });
    expect(problem(dir)).toMatchObject({ kind: "unreadable", message: `${dir} is a directory` });
    symlinkSync(join(dir, "none.json"), join(dir, "dead.json"));
    expect(problem(join(dir, "dead.json")).message).toMatch(/is a link to a file that does not exist$/);
    expect(problem(write("wide.json", Buffer.from("\ufeff{}", "utf16le")))).toMatchObject({
      kind: "unreadable",
      message: "wide.json is UTF-16 text",
      hint: "save it as UTF-8",
    });
    expect(problem(write("binary.json", Uint8Array.of(0x7b, 0xff, 0x7d))).message).toBe(
      "binary.json is not UTF-8 text",
    );
  });

  it.skipIf(process.getuid?.() === 0)("of a file without permission is a problem", () => {
    const path = write("openclaw.json", "{}");
    chmodSync(path, 0);
    expect(problem(path)).toMatchObject({
      kind: "unreadable",
      message: `${path} cannot be read: permission denied`,
    });
  });

  it.each([
    [
      "{ a: [1,\n b: 2 }",
      "is a comma missing after line 1, column 8?|the [ at line 1, column 6 is closed by }|a string needs quotes",
    ],
    ["{\n  a: {\n    b: 1\n", "the { at line 2, column 6 is never closed"],
    ["{ a: “x” }", "these are typographic quotes"],
    ["# x\n{}", "comments start with //"],
    ["{ a: 1\n  b: 2 }", "is a comma missing after line 1, column 6?"],
    ["{ a = 1 }", "write a colon between key and value"],
    ["{ a: 'x\n' }", "a quote is missing"],
    ["{ a: 'C:\\x' }", "write a backslash in a string as \\\\"],
    ["{ a: hello }", "a string needs quotes"],
    ["{ a: 1 } }", "text after the end"],
    ["{ a: [1 }", "the [ at line 1, column 6 is closed by }"],
    ["{ a: 1,, }", "one comma too many"],
    ["{ a-b: 1 }", "a colon is missing"],
    ["{ /* x }", "never closed"],
    ["{\n<<<<<<< HEAD\n}", "merge conflict"],
  ])("hints at the cause of %j", (text, hint) => {
    const got = problem(write("openclaw.json", text)).hint ?? "";
    expect(hint.split("|").some((part) => got.includes(part))).toBe(true);
  });

  it("turns a problem into an error with exit status 2", () => {
    const error = problemError(problem(write("openclaw.json", "{a")));
    expect(error).toMatchObject({ exitCode: 2, name: "UserError" });
    expect(error.message).toBe("openclaw.json is not valid JSON5: invalid end of input (line 1, column 3)");
  });

  it("reads standard input, where includes cannot be followed", () => {
    expect(loadConfig("-", fs, { stdinText: "{a:1}" })).toMatchObject({
      ok: true,
      config: { main: { path: "<stdin>" } },
    });
    expect(loadText("{ $include: './a.json' }")).toMatchObject({ ok: false, problem: { kind: "include" } });
    expect(loadText("")).toMatchObject({ ok: false, problem: { message: "standard input is empty" } });
  });

  it("prints nothing to the console about U+2028", () => {
    const said: unknown[] = [];
    const { warn } = console;
    console.warn = (...args: unknown[]) => said.push(args);
    loadText("{ a: 'x\u2028y'");
    console.warn = warn;
    expect(said).toEqual([]);
  });
});

describe("places", () => {
  const text = "{\r\n  models: {\r\n    'a b': [ { id: 'x' }, ],\r\n  },\r\n  port: 1, port: 22,\r\n}";
  const load = (): LoadedConfig => config(write("openclaw.json", text));
  const at = (path: (string | number)[], of?: "key" | "value"): string => {
    const { place, exact } = load().locate(path, of);
    return `${place.line}:${place.column}-${place.endLine}:${place.endColumn}${exact ? "" : " near"}`;
  };
  it("are those of values and keys", () => {
    expect(at(["models", "a b", 0, "id"])).toBe("3:20-3:23");
    expect(at(["models", "a b", 0, "id"], "key")).toBe("3:16-3:18");
    expect(at(["models"], "key")).toBe("2:3-2:9");
    expect(at(["models"])).toBe("2:11-4:4");
    expect(at([])).toBe("1:1-6:2");
  });
  it("of a duplicate key are those of the last one, and it is listed", () => {
    expect(at(["port"])).toBe("5:18-5:20");
    const [duplicate, ...more] = load().duplicates;
    expect(more).toEqual([]);
    expect(duplicate).toMatchObject({
      path: ["port"],
      first: { line: 5, column: 3 },
      last: { line: 5, column: 12 },
    });
  });
  it("fall back to the nearest existing ancestor", () => {
    expect(at(["models", "a b", 0, "name"])).toBe("3:14-3:15 near");
    expect(at(["models", "vllm", "baseUrl"])).toBe("2:3-2:9 near");
    expect(at(["gateway"])).toBe("1:1-1:2 near");
    expect(at(["port", "x"])).toBe("5:12-5:16 near");
  });
  it("accept both forms of an index", () => {
    expect(at(["models", "a b", "0", "id"])).toBe("3:20-3:23");
  });
});

describe("$include", () => {
  it("replaces, merges lists with the later file winning, and lets siblings override", () => {
    write("a.json5", "{ x: 1, list: [1], o: { p: 1, q: 1 } }");
    write("b.json5", "{ x: 2, list: [2], o: { q: 2 } }");
    const path = write(
      "openclaw.json",
      "{ one: { $include: './a.json5' }, two: { $include: ['./a.json5', 'b.json5'] }, three: { $include: './a.json5', x: 9, o: { q: 9 } }, none: { $include: [] } }",
    );
    const { value, files } = config(path);
    expect(value).toEqual({
      one: { x: 1, list: [1], o: { p: 1, q: 1 } },
      two: { x: 2, list: [1, 2], o: { p: 1, q: 2 } },
      three: { x: 9, list: [1], o: { p: 1, q: 9 } },
      none: {},
    });
    expect(files.map((f) => f.path)).toEqual([path, join(dir, "a.json5"), join(dir, "b.json5")]);
  });

  it("is searched for duplicate keys, even if the including file has none", () => {
    write("models.json5", "{ mode: 'merge', mode: 'replace' }");
    const { duplicates } = config(
      write("openclaw.json", "{ a: {}, models: { $include: './models.json5' } }"),
    );
    expect(duplicates.map((duplicate) => duplicate.path)).toEqual([["models", "mode"]]);
  });
  it("is recognized with escapes in its key", () => {
    write("models.json5", "{ mode: 'merge' }");
    for (const key of ["\\u0024include", '"\\x24include"', "'$in\\clude'"]) {
      const loaded = config(write("openclaw.json", `{ models: { ${key}: "./models.json5" } }`));
      expect(loaded.value, key).toEqual({ models: { mode: "merge" } });
      // The file's own value stays, for the next resolution.
      expect(loaded.main.value, key).toEqual({ models: { $include: "./models.json5" } });
      expect(loaded.withTexts(new Map()).value, key).toEqual({ models: { mode: "merge" } });
    }
  });
  it("nests, also at the root, relative to the including file", () => {
    write("parts/root.json5", "{ models: { $include: './models.json5' }, gateway: { port: 1 } }");
    write("parts/models.json5", "{ providers: { vllm: { baseUrl: 'x' } } }");
    const loaded = config(
      write("openclaw.json", "{ $include: './parts/root.json5', gateway: { mode: 'local' } }"),
    );
    expect(loaded.value).toEqual({
      models: { providers: { vllm: { baseUrl: "x" } } },
      gateway: { port: 1, mode: "local" },
    });
    const place = loaded.locate(["models", "providers", "vllm", "baseUrl"]);
    expect(place).toMatchObject({
      exact: true,
      place: { file: join(dir, "parts/models.json5"), line: 1, column: 33 },
    });
    expect(loaded.locate(["models"], "key").place.file).toBe(join(dir, "parts/root.json5"));
    expect(loaded.locate(["gateway", "port"]).place.file).toBe(join(dir, "parts/root.json5"));
    expect(loaded.locate(["gateway", "mode"]).place.file).toBe(join(dir, "openclaw.json"));
    expect(loaded.locate(["gateway", "x"]).place.file).toBe(join(dir, "openclaw.json"));
  });

  it("finds the items of concatenated lists", () => {
    write("a.json5", "{ l: [1, 2] }");
    write("b.json5", "{ l: [3] }");
    const loaded = config(write("openclaw.json", "{ m: { $include: ['a.json5', 'b.json5'] } }"));
    expect(loaded.locate(["m", "l", 2]).place.file).toBe(join(dir, "b.json5"));
    expect(loaded.locate(["m", "l", 1]).place.file).toBe(join(dir, "a.json5"));
    expect(loaded.locate(["m", "l", 3]).exact).toBe(false);
  });

  it("that is missing, circular, too deep, too large, outside, broken or without a name is a problem at its place", () => {
    const main = (text: string, env?: Record<string, string>): LoadProblem =>
      problem(write("openclaw.json", text), env);
    expect(main("{\n a: { $include: './none.json5' } }")).toMatchObject({
      kind: "include",
      message: `the included file ${join(dir, "none.json5")} does not exist`,
      place: { file: join(dir, "openclaw.json"), line: 2, column: 17 },
    });
    write("loop.json5", "{ x: { $include: './openclaw.json' } }");
    expect(main("{ $include: './loop.json5' }").message).toBe(
      "the includes form a loop: openclaw.json -> loop.json5 -> openclaw.json",
    );
    for (let i = 1; i <= 11; i += 1)
      write(`d${i}.json5`, i === 11 ? "{}" : `{ x: { $include: './d${i + 1}.json5' } }`);
    expect(main("{ $include: './d1.json5' }").message).toBe("includes nest more than 10 deep");
    expect(config(write("openclaw.json", "{ $include: './d2.json5' }")).files).toHaveLength(11);
    write("big.json5", `{ a: '${"x".repeat(2 * 1024 * 1024)}' }`);
    expect(main("{ $include: './big.json5' }").message).toBe(
      "the included file big.json5 is larger than 2 MB",
    );
    write("broken.json5", "{ a: ");
    expect(main("{ $include: './broken.json5' }")).toMatchObject({
      kind: "syntax",
      place: { file: join(dir, "broken.json5") },
    });
    expect(main("{ $include: 5 }").message).toBe("$include takes a file name or a list of file names");
    expect(main("{ $include: [['a']] }").message).toBe("$include takes a file name or a list of file names");
    write("list.json5", "[1]");
    expect(main("{ a: { $include: './list.json5', b: 1 } }").message).toMatch(
      /require an included file that holds an object/,
    );
    expect(main("{ $include: './list.json5' }").kind).toBe("not-object");
  });

  it("stays inside the folder of the config unless OPENCLAW_INCLUDE_ROOTS allows more", () => {
    const outside = write("other/x.json5", "{ a: 1 }");
    const path = write("home/openclaw.json", `{ $include: '../other/x.json5' }`);
    expect(problem(path)).toMatchObject({
      kind: "include",
      hint: expect.stringContaining("OPENCLAW_INCLUDE_ROOTS"),
    });
    expect(config(path, { OPENCLAW_INCLUDE_ROOTS: join(dir, "other") }).value).toEqual({ a: 1 });
    symlinkSync(outside, join(dir, "home/link.json5"));
    const linked = write("home/openclaw.json", "{ $include: './link.json5' }");
    expect(problem(linked).message).toMatch(/is a link to outside/);
    expect(config(linked, { OPENCLAW_INCLUDE_ROOTS: join(dir, "other") }).value).toEqual({ a: 1 });
  });

  it("is not followed when a later duplicate hides it", () => {
    expect(config(write("openclaw.json", "{ a: { $include: './none.json5' }, a: 1 }")).value).toEqual({
      a: 1,
    });
  });
});
