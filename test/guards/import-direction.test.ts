import { expect, test } from "vitest";
import { folderOf, repoFile, type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

/**
 * What a folder of src may import from others, as the table of CONTRIBUTING.md says it. "x:types" allows types only.
 * Own files are always allowed, but never one rule, check or server from another (see UNITS).
 */
const ALLOWED: Record<string, readonly string[]> = {
  core: [],
  ports: ["core"],
  io: ["core", "ports"],
  // Includes are read through the shape of the file system.
  config: ["core", "ports:types"],
  openclaw: ["core", "ports", "config"],
  // The schema of which OpenClaw to take is a question of versions.
  schema: ["core", "config", "openclaw"],
  servers: ["core", "ports"],
  hardware: ["core", "ports"],
  // Rules are pure: no port, and of the config only the shapes.
  rules: ["core", "config:types", "openclaw", "schema"],
  lint: ["core", "ports", "config", "openclaw", "schema", "rules"],
  deep: ["core", "ports", "servers", "openclaw"],
  // The exam's files are JSON5 with positions, and a tool's arguments are judged by its JSON Schema.
  measure: ["core", "ports", "config", "schema", "deep"],
  // Checks share the doc shape of the rules and the answer shape of --deep; of the ports, the shape of the environment.
  checks: ["core", "config:types", "openclaw", "servers", "ports:types", "rules:types", "deep"],
  host: ["core", "ports", "config", "openclaw"],
  // Checks of the machine have the shapes and the small helpers of the other checks.
  "host-checks": ["core", "config:types", "openclaw", "host", "checks", "ports:types"],
  doctor: [
    "core",
    "ports",
    "config",
    "schema",
    "openclaw",
    "servers",
    "hardware",
    "rules",
    "deep",
    "measure",
    "checks",
    "host",
    "host-checks",
  ],
  templates: ["core", "config", "openclaw", "ports:types"],
  init: [
    "core",
    "ports",
    "config",
    "schema",
    "openclaw",
    "servers",
    "hardware",
    "rules",
    "deep",
    "checks",
    "doctor",
    "templates",
  ],
  ui: ["core", "ports", "hardware:types"],
  // Reporters are pure: the shapes of what they print, and the pure parts of ui (colour, signs, tables).
  report: ["core", "servers:types", "hardware:types", "rules:types", "checks:types", "ui"],
  completion: ["core"],
  commands: ["*"],
  demo: ["*"],
  "cli.ts": ["core", "io", "ports:types"],
  "run-command.ts": ["commands", "core", "io", "ports"],
  "program.ts": ["commands", "core", "ports", "io", "run-command.ts"],
  "full.ts": ["cli.ts", "io", "program.ts"],
  "fast.ts": ["cli.ts", "commands", "run-command.ts"],
  "code-cache.ts": [],
  "start.ts": ["io", "code-cache.ts", "full.ts"],
};

/** Folders whose files are alike and must not lean on each other; `shared` names what is no such file. */
const UNITS: Record<string, { shared: RegExp }> = {
  rules: { shared: /^rules\/(?:types|registry|run)\.ts$|^rules\/[^/]+\// },
  "host-checks": { shared: /^host-checks\/(?:types|registry)\.ts$|^host-checks\/[^/]+\// },
  checks: { shared: /^checks\/(?:types|registry|run|not-checked)\.ts$|^checks\/[^/]+\// },
  servers: { shared: /^servers\/(?:types|registry|client|identify|scan)\.ts$|^servers\/[^/]+\// },
  report: { shared: /^report\/(?:registry|explain|docs-pages)\.ts$|^report\/[^/]+\// },
};

function wrongDirections(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const own = folderOf(file.path);
    const allowed = ALLOWED[own];
    if (allowed === undefined) return [`${file.path}: the folder ${own} is not in the table`];
    return file.imports.flatMap(({ target, typeOnly }) => {
      if (target === null) return [];
      const other = folderOf(target);
      if (other === own || allowed.includes("*") || allowed.includes(other)) return [];
      if (typeOnly && allowed.includes(`${other}:types`)) return [];
      return [`${file.path} imports ${target}`];
    });
  });
}

/** Files that lead back to themselves through what they import; a shape is no import, since nothing is left of it. */
function circles(files: readonly SourceFile[]): string[] {
  const left = new Map(
    files.map((f) => [f.path, f.imports.flatMap((i) => (i.typeOnly || i.target === null ? [] : [i.target]))]),
  );
  // what imports nothing that is left is in no circle
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [path, targets] of left) if (!targets.some((target) => left.has(target))) left.delete(path);
  }
  return [...left.keys()].filter((path) => reaches(path, path, left));
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
const SIDEWAYS_ALLOWED = ["report/sarif.ts imports report/json.ts"];

function sidewaysImports(files: readonly SourceFile[]): string[] {
  return files
    .flatMap((file) => {
      const own = folderOf(file.path);
      const unit = UNITS[own];
      if (unit === undefined || unit.shared.test(file.path)) return [];
      return file.imports.flatMap(({ target, typeOnly }) => {
        if (target === null || typeOnly || folderOf(target) !== own || unit.shared.test(target)) return [];
        return [`${file.path} imports ${target}`];
      });
    })
    .filter((line) => !SIDEWAYS_ALLOWED.includes(line));
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
const MAY_TOUCH = /^(?:io|demo)\/|^(?:cli|code-cache)\.ts$|^schema\/load\.ts$|^core\/package-root\.ts$/;
/** The entry hands the environment over; nobody else looks at it. */
const MAY_READ_ENV = /^(?:io|demo)\/|^(?:cli|program)\.ts$/;

function touchesOutside(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const modules = MAY_TOUCH.test(file.path)
      ? []
      : file.imports
          .filter((i) => !i.typeOnly && OUTSIDE.includes(i.specifier))
          .map((i) => `${file.path} imports ${i.specifier}`);
    const env = !MAY_READ_ENV.test(file.path) && /\bprocess\s*\.\s*env\b/.test(file.text);
    const exit = file.path !== "cli.ts" && /\bprocess\s*\.\s*exit(?:Code)?\b/.test(file.text);
    return [
      ...modules,
      ...(env ? [`${file.path} reads process.env`] : []),
      ...(exit ? [`${file.path} sets the exit status`] : []),
    ];
  });
}

/** Packages that cost tens of milliseconds; io/http.ts is itself loaded only when a request is made. */
const HEAVY = ["undici", "semver", "@inquirer/prompts", "ora", "systeminformation", "diff", "chalk"];

function eagerImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((i) => !i.typeOnly && !i.dynamic && HEAVY.includes(i.specifier) && file.path !== "io/http.ts")
      .map((i) => `${file.path} imports ${i.specifier} at once`),
  );
}

/** One place that decides about colour, one that spins. */
const ONLY_IN: Record<string, string> = { chalk: "ui/color.ts", ora: "ui/progress.ts" };

function strayColor(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...file.imports
      .filter(({ specifier }) => (ONLY_IN[specifier] ?? file.path) !== file.path)
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
    ...(file.path !== "ui/color.ts" && /\benv(?:\.|\[")(?:NO_COLOR|FORCE_COLOR)\b/.test(file.text)
      ? [`${file.path} decides about colour`]
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
  expect(circles(tree)).toEqual([]);
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

test("only ui/color.ts decides about colour", () => {
  expect(strayColor(tree)).toEqual([]);
});

test("rules and reporters know no io and no HTTP", () => {
  const pure = tree.filter((f) => /^(?:rules|report)\//.test(f.path));
  const leaks = pure.flatMap((f) => f.imports.filter((i) => /^(?:io|ports)\//.test(i.target ?? "")));
  expect(leaks).toEqual([]);
});

test("CONTRIBUTING.md names every folder of the table", () => {
  const text = repoFile("CONTRIBUTING.md") ?? "";
  const folders = Object.keys(ALLOWED).filter((name) => !name.endsWith(".ts") && name !== "completion");
  expect(folders.filter((name) => !text.includes(`\`src/${name}\``))).toEqual([]);
});

test("the guards bark", () => {
  const bad = [
    sourceFile("core/a.ts", `import { x } from "../io/x.ts";`),
    sourceFile(
      "rules/a.ts",
      `import {\n  type A,\n  b,\n} from "../config/edit.ts";\nimport type { P } from "../ports/index.ts";`,
    ),
    sourceFile("rules/b.ts", `import { c } from "./c.ts";\nimport { t } from "./types.ts";`),
    sourceFile("nowhere/a.ts", ""),
    sourceFile("report/a.ts", `export * from "../io/x.ts";\nconst x = await import("node:fs");`),
    sourceFile("ui/a.ts", `import "chalk";\nconst e = process.env["X"];\nprocess.exitCode = 1;`),
  ];
  expect(wrongDirections(bad)).toEqual([
    "core/a.ts imports io/x.ts",
    "rules/a.ts imports config/edit.ts",
    "rules/a.ts imports ports/index.ts",
    "nowhere/a.ts: the folder nowhere is not in the table",
    "report/a.ts imports io/x.ts",
  ]);
  const round = [
    sourceFile("core/a.ts", `import { b } from "./b.ts";`),
    sourceFile("core/b.ts", `import { a } from "./a.ts";\nimport { c } from "./c.ts";`),
    sourceFile("core/c.ts", `import type { A } from "./a.ts";`),
  ];
  expect(circles(round)).toEqual(["core/a.ts", "core/b.ts"]);
  expect(sidewaysImports(bad)).toEqual(["rules/b.ts imports rules/c.ts"]);
  expect(touchesOutside(bad)).toEqual([
    "report/a.ts imports node:fs",
    "ui/a.ts reads process.env",
    "ui/a.ts sets the exit status",
  ]);
  expect(eagerImports(bad)).toEqual(["ui/a.ts imports chalk at once"]);
  const colorful = sourceFile("ui/b.ts", `await import("ora");\nconst no = env["NO_COLOR"];`);
  expect(strayColor([colorful])).toEqual(["ui/b.ts imports ora", "ui/b.ts decides about colour"]);
  const good = [
    sourceFile(
      "rules/a.ts",
      `import type { A } from "../config/types.ts";\nimport { type B } from "../config/types.ts";`,
    ),
    sourceFile("ui/a.ts", `const c = await import("chalk");`),
  ];
  expect([...wrongDirections(good), ...sidewaysImports(good), ...eagerImports(good)]).toEqual([]);
});
