import { expect, test } from "vitest";
import { type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

/** House rule: about 300 and 60. Above these it fails. */
const FILE_LIMIT = 300;
const FUNCTION_LIMIT = 80;

function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > FILE_LIMIT)
    .map(({ path, lines }) => `src/${path}: ${lines} lines`);
}

/**
 * Rough, and enough for formatted code: a block that opens behind `function`, `=>` or a parameter list lasts until the
 * first line with a closing brace at the same indent.
 */
function functions(text: string): { line: number; length: number }[] {
  const lines = text.split("\n");
  const found: { line: number; length: number }[] = [];
  lines.forEach((line, i) => {
    if (!opensFunction(line)) return;
    const indent = /^\s*/.exec(line)?.[0] ?? "";
    const end = lines.findIndex((other, j) => j > i && other.startsWith(`${indent}}`));
    if (end > i) found.push({ line: i + 1, length: end - i + 1 });
  });
  return found;
}

function opensFunction(line: string): boolean {
  if (!/\{\s*$/.test(line) || /^\s*(?:if|for|while|switch|else|\}|catch|try|\/|\*)/.test(line)) return false;
  return /\bfunction\b|=>\s*\{\s*$|^\s*\)(?::[^;]*)?\{\s*$|^\s*(?:async\s+)?[\w$]+\([^;]*\)(?::[^;]*)?\s*\{\s*$/.test(
    line,
  );
}

function longFunctions(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    functions(file.text)
      .filter((f) => f.length > FUNCTION_LIMIT)
      .map((f) => `src/${file.path}:${f.line}: ${f.length} lines`),
  );
}

const tree = sourceTree();

test(`no file of src has more than ${FILE_LIMIT} lines`, () => {
  expect(longFiles(tree), "split the file").toEqual([]);
});

test(`no function of src has more than ${FUNCTION_LIMIT} lines`, () => {
  expect(tree.flatMap((f) => functions(f.text)).length).toBeGreaterThan(200);
  expect(longFunctions(tree), "split the function").toEqual([]);
});

test("the guards bark", () => {
  const body = "  x();\n".repeat(FUNCTION_LIMIT);
  for (const head of [
    "export function a() {",
    "export async function a(\n  b: string,\n): Promise<void> {",
    "const a = (b: string): void => {",
    "a(b: string): void {",
    "async a(b) {",
  ]) {
    expect(longFunctions([sourceFile("a.ts", `${head}\n${body}}\n`)])).toHaveLength(1);
    expect(longFunctions([sourceFile("a.ts", `${head}\n  x();\n}\n`)])).toEqual([]);
  }
  expect(longFiles([sourceFile("a.ts", "x\n".repeat(FILE_LIMIT + 1))])).toEqual(["src/a.ts: 301 lines"]);
  expect(longFiles([sourceFile("a.ts", "x\n".repeat(FILE_LIMIT))])).toEqual([]);
});
