import { expect, test } from "vitest";
import { makeFinding } from "../../src/core/finding.ts";
import { type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

/** What may stand after `safe:` without a sentence: no reason, a type, a reason from elsewhere. */
const WITHOUT_TEXT =
  /^(?:false\b|Safe\b|edits\.length > 0 && [^,]*fixedSize\(subject\)|allocated >= [^,]*fixedSize\(subject\)|isBelow\(|a\.safe && b\.safe)/;
const LEAST_WORDS = 8;

/** Places in the checks that call an edit safe without a sentence that states why. */
function unexplained({ path, text }: SourceFile): string[] {
  const code = text.replace(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(/\bsafe\??:\s*/g)].flatMap(({ index, 0: key }) => {
    const rest = code.slice(index + key.length);
    const strings = rest.slice(0, rest.search(/\n\s*\}/)).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    return WITHOUT_TEXT.test(rest) || strings.some((one) => one.split(" ").length >= LEAST_WORDS)
      ? []
      : [`src/${path}: ${key}${rest.split("\n")[0]}`];
  });
}

test("every safe edit has a reason", () => {
  const checks = sourceTree().filter(({ path }) => path.startsWith("checks/"));
  expect(checks.flatMap(unexplained)).toEqual([]);
});

test("the guard finds missing and empty reasons", () => {
  for (const text of [
    "fix: setFix(at, 1, { safe: true }),",
    'fix: setFix(at, 1, { safe: "" }),\n}',
    'safe: one && "it is safe",\n}',
  ])
    expect(unexplained(sourceFile("checks/config/x.ts", text))).toHaveLength(1);
});

test("a guess is never safe", () => {
  const fix = { commands: [], edits: [], safe: "a reason" };
  const made = (guess?: true) => makeFinding({ id: "x", severity: "error" }, { message: "m", guess, fix });
  expect(made(true).fix).toMatchObject({ safe: false });
  expect(made().fix).toMatchObject({ safe: "a reason" });
});
