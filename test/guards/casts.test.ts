import { expect, test } from "vitest";
import { type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

/** Where foreign data gets its type, or a library's type is wider than what it gives; each with its number of casts. */
const PARSING_EDGE: Record<string, number> = {
  "core/json.ts": 3,
  // A list of options and the object that is made of it: the compiler cannot follow from the one to the other.
  "commands/shared/command.ts": 1,
  // node:net says string | AddressInfo | null; a listening TCP server has an AddressInfo.
  "commands/demo/tiny-server.ts": 1,
};

/** Lines with a cast. `as const`, `import * as x` and `{ a as b }` are none; words in strings and comments neither. */
function casts(file: SourceFile): string[] {
  return file.text.split("\n").flatMap((line, i) => {
    if (/^\s*(?:\/\/|\/?\*|import\b|export\s*[{*])/.test(line)) return [];
    const code = line
      .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''")
      .replace(/\/\/.*$/, "");
    const cast =
      /[\w)\]}'] as (?!const\b)(?:[A-Z{[(]|unknown|any|never|string|number|boolean|object|typeof|keyof|readonly)/;
    return cast.test(code) || /\bsatisfies any\b|@ts-(?:ignore|expect-error|nocheck)|<any>|: any\b/.test(code)
      ? [`src/${file.path}:${i + 1}: ${line.trim()}`]
      : [];
  });
}

function unexpected(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const found = casts(file);
    return found.length > (PARSING_EDGE[file.path] ?? 0) ? found : [];
  });
}

test("no casts outside the parsing edge", () => {
  const how =
    "read foreign data with src/core/json.ts, or list the file in PARSING_EDGE of test/guards/casts.test.ts";
  expect(unexpected(sourceTree()), how).toEqual([]);
});

test("the list of the parsing edge holds nothing that is gone", () => {
  const files = sourceTree();
  for (const [path, count] of Object.entries(PARSING_EDGE)) {
    const file = files.find((f) => f.path === path);
    const found = file === undefined ? "no such file" : casts(file).length;
    expect([path, found], "correct PARSING_EDGE in test/guards/casts.test.ts").toEqual([path, count]);
  }
});

test("the guard barks", () => {
  const found = (text: string) => casts(sourceFile("a.ts", text)).length;
  for (const bad of [
    "const a = b as string;",
    "return f(x) as Foo;",
    "const a = {} as { b: string };",
    "x = y as unknown as Z;",
    "let a: any;",
    "// @ts-ignore is seen in code only\nconst x = <any>y;",
  ]) {
    expect([bad, found(bad)]).toEqual([bad, 1]);
  }
  for (const good of [
    "const a = [1] as const;",
    'import * as x from "y";',
    "import { a as b } from 'y';",
    'const s = "known as String";',
    "// same as Before",
    " * as Windows does",
    "const t = `as ${x as_y} Foo`;",
  ]) {
    expect([good, found(good)]).toEqual([good, 0]);
  }
});
