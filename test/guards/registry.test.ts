import { expect, test } from "vitest";
import { ALL_CHECKS } from "../../src/checks/registry.ts";
import { type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

interface Folder {
  name: string;
  /** Files that are no entry of the registry. */
  others: RegExp;
  /** The text that shows that the file's id is its name. */
  id: ((name: string) => string) | null;
}

const byId = (name: string) => `id: "${name}"`;
const FOLDERS: readonly Folder[] = [
  ...["config", "machine", "server", "turn", "tool"].map((kind) => ({
    name: `checks/${kind}`,
    others: /^registry\.ts$/,
    id: byId,
  })),
  {
    name: "servers",
    others: /^(?:types|registry|client|identify|scan)\.ts$/,
    id: (name) => `kind: "${name}"`,
  },
  { name: "report", others: /^(?:registry|explain|docs-pages)\.ts$|-text\.ts$/, id: null },
];

/** What a folder's registry lacks; a folder without entries may also lack the registry. */
function gaps(folder: Folder, files: readonly SourceFile[]): string[] {
  const inside = files.filter(
    (f) => f.path.startsWith(`${folder.name}/`) && !f.path.slice(folder.name.length + 1).includes("/"),
  );
  const nameOf = (file: SourceFile) => file.path.slice(folder.name.length + 1);
  const entries = inside.filter((f) => !folder.others.test(nameOf(f)));
  if (entries.length === 0) return [];
  const registry = inside.find((f) => nameOf(f) === "registry.ts");
  if (registry === undefined) return [`src/${folder.name}/registry.ts is missing`];
  return entries.flatMap((file) => {
    const listed = registry.imports.some((i) => i.target === file.path && !i.typeOnly);
    const id = folder.id?.(nameOf(file).replace(/\.ts$/, ""));
    return [
      ...(listed ? [] : [`src/${file.path} is not in the registry`]),
      ...(id === undefined || file.text.includes(id) ? [] : [`src/${file.path} has no ${id}`]),
    ];
  });
}

test.each(FOLDERS)("every file of src/$name is in its registry under its own name", (folder) => {
  expect(gaps(folder, sourceTree())).toEqual([]);
});

test("no check is registered twice", () => {
  const ids = ALL_CHECKS.map(({ id }) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test("there is something to guard", () => {
  const files = sourceTree();
  expect(files.filter((f) => /^report\/[^/]+\.ts$/.test(f.path)).length).toBeGreaterThan(7);
});

test("the guard barks", () => {
  const [rules] = FOLDERS;
  if (rules === undefined) throw new Error("FOLDERS is empty");
  const a = sourceFile("checks/config/a-b.ts", `export const aB = defineCheck({ id: "a-b" });`);
  const b = sourceFile("checks/config/c-d.ts", `export const cD = defineCheck({ id: "other" });`);
  const registry = sourceFile("checks/config/registry.ts", `import { aB } from "./a-b.ts";`);
  expect(gaps(rules, [a])).toEqual(["src/checks/config/registry.ts is missing"]);
  expect(gaps(rules, [a, b, registry])).toEqual([
    "src/checks/config/c-d.ts is not in the registry",
    'src/checks/config/c-d.ts has no id: "c-d"',
  ]);
  expect(gaps(rules, [a, registry])).toEqual([]);
  expect(gaps(rules, [])).toEqual([]);
});
