import { expect, test } from "vitest";
import type { Env } from "../../src/ports/index.ts";
import { symbolsFor, useAscii } from "../../src/ui/symbols.ts";

const CASES: [NodeJS.Platform, Env, boolean][] = [
  ["linux", {}, false],
  ["linux", { LANG: "en_US.UTF-8" }, false],
  ["linux", { LANG: "C.utf8" }, false],
  ["linux", { LANG: "C" }, true],
  ["linux", { LANG: "de_DE.ISO-8859-1" }, true],
  ["linux", { LC_ALL: "C", LANG: "en_US.UTF-8" }, true],
  ["linux", { LC_ALL: "", LC_CTYPE: "en_US.UTF-8", LANG: "C" }, false],
  ["linux", { TERM: "dumb", LANG: "en_US.UTF-8" }, true],
  ["linux", { TERM: "linux", LANG: "en_US.UTF-8" }, true],
  ["darwin", { TERM: "xterm-256color" }, false],
  ["win32", {}, true],
  ["win32", { WT_SESSION: "x" }, false],
  ["win32", { TERM_PROGRAM: "vscode" }, false],
  ["win32", { TERM: "xterm-256color" }, false],
];

test.each(CASES)("%s %j: %s", (platform, env, wanted) => {
  expect(useAscii(env, platform)).toBe(wanted);
});

test("both sets have the same names, and the ASCII set is ASCII", () => {
  const [fancy, plain] = [symbolsFor(false), symbolsFor(true)];
  expect(Object.keys(plain)).toEqual(Object.keys(fancy));
  expect(Object.values(plain).join("")).toMatch(/^[\x20-\x7e]+$/);
});

test("the five verdicts have five ASCII symbols", () => {
  const { pass, warn, fail, skip, unverified } = symbolsFor(true);
  expect(new Set([pass, warn, fail, skip, unverified]).size).toBe(5);
});
