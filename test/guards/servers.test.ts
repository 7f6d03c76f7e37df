import { describe, expect, it, test } from "vitest";
import { COMMANDS } from "../../src/commands/registry.ts";
import { SERVE_FORMATS } from "../../src/fit/serve.ts";
import { ADAPTERS } from "../../src/servers/registry.ts";
import { startKind } from "../emulators/by-kind.ts";
import { assertHarmless } from "../emulators/index.ts";
import { probe, track } from "../servers/support.ts";
import { repoFile, type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

describe.each(ADAPTERS.map(({ kind }) => kind))("the product %s", (kind) => {
  it("has an emulator, which its adapter recognises and reads without harm", async () => {
    const wanted = `test/emulators/${kind}.ts`;
    expect(
      repoFile(wanted),
      `add ${wanted}, with start(): it starts an emulator of the product`,
    ).not.toBeNull();
    const emulator = track(await startKind(kind));
    const state = await probe(emulator.baseUrl);
    expect(state).toMatchObject({ status: "ready", kind });
    expect(state.models).not.toEqual([]);
    assertHarmless(emulator);
  });
});

test("recommend --server offers the products that have a command for it", () => {
  const options = COMMANDS.find(({ name }) => name === "recommend")?.options;
  const choices = options?.find(({ flags }) => flags.startsWith("--server "))?.choices;
  expect(choices, "the choices of --server, below src/commands").toEqual([...SERVE_FORMATS.keys()]);
});

/** All that a file loads, at once or when it is needed. */
function loadedFrom(first: string, files: readonly SourceFile[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const loaded = new Set([first]);
  for (const path of loaded) {
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (target !== null && !typeOnly) loaded.add(target);
    }
  }
  return loaded;
}

test("a plain lint loads no server product: checks get them with the facts, and import their types only", () => {
  const loaded = loadedFrom("start/fast.ts", sourceTree());
  expect(loaded).toContain("report/pretty.ts");
  expect([...loaded].filter((path) => /^servers\/[^/]+$/.test(path))).toEqual([]);
});

test("the guard barks", () => {
  const files = [
    sourceFile("a.ts", 'import { b } from "./b.ts";\nimport type { C } from "./c.ts";'),
    sourceFile("b.ts", 'const d = () => import("./d.ts");'),
  ];
  expect([...loadedFrom("a.ts", files)]).toEqual(["a.ts", "b.ts", "d.ts"]);
});
