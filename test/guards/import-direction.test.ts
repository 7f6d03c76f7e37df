import { expect, test } from "vitest";
import { FLOORS } from "./floors.ts";
import { folderOf, type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

/** From the top down. */
const NAMES = Object.keys(FLOORS);

/** Only these reach the outside through src/io; all others are given it. */
const MAY_USE_IO = ["start", "commands"];

/** Folders whose files are alike and must not lean on each other; `shared` names what is no such file. */
const UNITS: Record<string, { shared: RegExp }> = {
  "checks/config/": { shared: /\/(?:types|registry|not-linted)\.ts$/ },
  "checks/machine/": { shared: /\/(?:types|registry)\.ts$/ },
  "checks/server/": { shared: /\/(?:types|registry|not-checked)\.ts$/ },
  "checks/turn/": { shared: /\/(?:types|registry)\.ts$/ },
  "servers/": { shared: /^servers\/(?:types|registry|client|identify|scan)\.ts$|^servers\/[^/]+\// },
  "report/": { shared: /^report\/(?:registry|explain|docs-pages)\.ts$|^report\/[^/]+\// },
};

function wrongDirections(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const own = folderOf(file.path);
    const floor = NAMES.indexOf(own);
    if (floor < 0) return [`src/${file.path}: add the folder ${own} to FLOORS in test/guards/floors.ts`];
    return file.imports.flatMap(({ target }) => {
      if (target === null) return [];
      const other = folderOf(target);
      if (other === own) return [];
      if (NAMES.indexOf(other) <= floor)
        return [`src/${file.path} imports ${target}, which stands above it; move the code down`];
      if (other === "io" && !MAY_USE_IO.includes(own))
        return [`src/${file.path} imports ${target}; take what you need through src/ports`];
      return [];
    });
  });
}

/** Files that lead back to themselves through what they import, types included. */
function circles(files: readonly SourceFile[]): string[] {
  const left = new Map(
    files.map((f) => [f.path, f.imports.flatMap((i) => (i.target === null ? [] : [i.target]))]),
  );
  // what imports nothing that is left is in no circle
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [path, targets] of left) if (!targets.some((target) => left.has(target))) left.delete(path);
  }
  return [...left.keys()].filter((path) => reaches(path, path, left)).map((path) => `src/${path}`);
}

function reaches(from: string, to: string, imports: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const target of imports.get(next) ?? []) {
      if (target === to) return true;
      if (!seen.has(target)) open.push(target);
      seen.add(target);
    }
  }
  return false;
}

/** The one sideways step that is made on purpose: SARIF is JSON and is written the same harmless way. */
const SIDEWAYS_ALLOWED = ["src/report/sarif.ts imports report/json.ts;"];

function sidewaysImports(files: readonly SourceFile[]): string[] {
  return files
    .flatMap((file) => {
      const [folder, unit] = Object.entries(UNITS).find(([name]) => file.path.startsWith(name)) ?? [];
      if (folder === undefined || unit === undefined || unit.shared.test(file.path)) return [];
      return file.imports.flatMap(({ target, typeOnly }) => {
        if (target === null || typeOnly || !target.startsWith(folder) || unit.shared.test(target)) return [];
        return [`src/${file.path} imports ${target}; move what both need to the folder's shared or support`];
      });
    })
    .filter((line) => !SIDEWAYS_ALLOWED.some((allowed) => line.startsWith(allowed)));
}

const OUTSIDE = [
  "node:fs",
  "node:fs/promises",
  "node:child_process",
  "node:http",
  "node:https",
  "node:net",
  "node:os",
  "undici",
  "systeminformation",
];

/** Who may touch the outside: io, the entries, the demo's own server; and what reads files shipped in this package. */
const MAY_TOUCH =
  /^(?:io|commands\/demo)\/|^start\/(?:cli|code-cache)\.ts$|^openclaw\/schema\/load\.ts$|^core\/package-root\.ts$/;
/** The entry hands the environment over; nobody else looks at it. */
const MAY_READ_ENV = /^(?:io|commands\/demo)\/|^start\/(?:cli|program)\.ts$/;

function touchesOutside(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const modules = MAY_TOUCH.test(file.path)
      ? []
      : file.imports
          .filter((i) => !i.typeOnly && OUTSIDE.includes(i.specifier))
          .map((i) => `src/${file.path} imports ${i.specifier}; take what you need through src/ports`);
    const env = !MAY_READ_ENV.test(file.path) && /\bprocess\s*\.\s*env\b/.test(file.text);
    const exit = file.path !== "start/cli.ts" && /\bprocess\s*\.\s*exit(?:Code)?\b/.test(file.text);
    return [
      ...modules,
      ...(env ? [`src/${file.path} reads process.env; take it as an argument`] : []),
      ...(exit ? [`src/${file.path} sets the exit status; give it back to src/start/cli.ts`] : []),
    ];
  });
}

/** Packages that cost tens of milliseconds; io/http.ts is itself loaded only when a request is made. */
const HEAVY = ["undici", "semver", "@inquirer/prompts", "ora", "systeminformation", "diff", "chalk"];

function eagerImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((i) => !i.typeOnly && !i.dynamic && HEAVY.includes(i.specifier) && file.path !== "io/http.ts")
      .map((i) => `src/${file.path} imports ${i.specifier} at once; use await import()`),
  );
}

/** One place that decides about color, one that spins. */
const ONLY_IN: Record<string, string> = { chalk: "ui/color.ts", ora: "ui/progress.ts" };

function strayColor(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...file.imports
      .filter(({ specifier }) => (ONLY_IN[specifier] ?? file.path) !== file.path)
      .map(
        ({ specifier }) =>
          `src/${file.path} imports ${specifier}; go through src/${ONLY_IN[specifier] ?? ""}`,
      ),
    ...(file.path !== "ui/color.ts" && /\benv(?:\.|\[")(?:NO_COLOR|FORCE_COLOR)\b/.test(file.text)
      ? [`src/${file.path} decides about color; src/ui/color.ts does`]
      : []),
  ]);
}

const tree = sourceTree();

test("the tree was read", () => {
  expect(tree.length).toBeGreaterThan(50);
  expect(tree.flatMap((f) => f.imports).filter((i) => i.target !== null).length).toBeGreaterThan(100);
  const paths = new Set(tree.map((f) => f.path));
  const targets = tree.flatMap((f) => f.imports).flatMap((i) => (i.target === null ? [] : [i.target]));
  // A relative import that leads nowhere is the compiler's business; many of them would mean that they are read wrong.
  expect(targets.filter((target) => !paths.has(target)).length).toBeLessThan(targets.length / 10);
});

test("imports go one way", () => {
  expect(wrongDirections(tree)).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(circles(tree), "break the circle: move what they share to a file below them").toEqual([]);
});

test("no rule, check, server or reporter imports another", () => {
  expect(sidewaysImports(tree)).toEqual([]);
});

test("only io and the entry touch the outside", () => {
  expect(touchesOutside(tree)).toEqual([]);
});

test("heavy packages are loaded where they are needed", () => {
  expect(eagerImports(tree)).toEqual([]);
});

test("only ui/color.ts decides about color", () => {
  expect(strayColor(tree)).toEqual([]);
});

test("config checks and reporters know no io and no HTTP", () => {
  const pure = tree.filter((f) => /^(?:checks\/config|report)\//.test(f.path));
  const leaks = pure.flatMap(({ path, imports }) =>
    imports
      .filter((i) => /^(?:io|ports)\//.test(i.target ?? ""))
      .map(
        (i) =>
          `src/${path} imports ${i.target}; a ${path.startsWith("report/") ? "reporter" : "config check"} is a pure function`,
      ),
  );
  expect(leaks).toEqual([]);
});

test("the guards bark", () => {
  const bad = [
    sourceFile("core/a.ts", `import { x } from "../io/x.ts";`),
    sourceFile(
      "checks/config/a.ts",
      `import { a } from "../../config/edit.ts";\nimport type { L } from "../../lint/run.ts";`,
    ),
    sourceFile("checks/config/b.ts", `import { c } from "./c.ts";\nimport { t } from "./types.ts";`),
    sourceFile("nowhere/a.ts", ""),
    sourceFile("report/a.ts", `export * from "../io/x.ts";\nconst x = await import("node:fs");`),
    sourceFile("ui/a.ts", `import "chalk";\nconst e = process.env["X"];\nprocess.exitCode = 1;`),
  ];
  expect(wrongDirections(bad)).toEqual([
    "src/core/a.ts imports io/x.ts, which stands above it; move the code down",
    "src/checks/config/a.ts imports lint/run.ts, which stands above it; move the code down",
    "src/nowhere/a.ts: add the folder nowhere to FLOORS in test/guards/floors.ts",
    "src/report/a.ts imports io/x.ts; take what you need through src/ports",
  ]);
  const round = [
    sourceFile("core/a.ts", `import { b } from "./b.ts";`),
    sourceFile("core/b.ts", `import { c } from "./c.ts";`),
    sourceFile("core/c.ts", `import type { A } from "./a.ts";`),
    sourceFile("core/d.ts", `import { a } from "./a.ts";`),
  ];
  expect(circles(round)).toEqual(["src/core/a.ts", "src/core/b.ts", "src/core/c.ts"]);
  expect(sidewaysImports(bad)).toEqual([
    "src/checks/config/b.ts imports checks/config/c.ts; move what both need to the folder's shared or support",
  ]);
  expect(touchesOutside(bad)).toEqual([
    "src/report/a.ts imports node:fs; take what you need through src/ports",
    "src/ui/a.ts reads process.env; take it as an argument",
    "src/ui/a.ts sets the exit status; give it back to src/start/cli.ts",
  ]);
  expect(eagerImports(bad)).toEqual(["src/ui/a.ts imports chalk at once; use await import()"]);
  const colorful = sourceFile("ui/b.ts", `await import("ora");\nconst no = env["NO_COLOR"];`);
  expect(strayColor([colorful])).toEqual([
    "src/ui/b.ts imports ora; go through src/ui/progress.ts",
    "src/ui/b.ts decides about color; src/ui/color.ts does",
  ]);
  const good = [
    sourceFile("checks/config/a.ts", `import { getIn } from "../../core/json.ts";`),
    sourceFile("ui/a.ts", `const c = await import("chalk");`),
  ];
  expect([...wrongDirections(good), ...sidewaysImports(good), ...eagerImports(good)]).toEqual([]);
});
