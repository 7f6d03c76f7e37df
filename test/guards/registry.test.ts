import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ALL_CHECKS } from "../../src/checks/registry.ts";
import { TEMPLATE_IDS } from "../../src/init/templates/registry.ts";
import { repoFile, repoFiles, type SourceFile, sourceFile, sourceTree } from "./source-tree.ts";

/** A folder whose files are each a line of its `registry.ts`. */
interface Folder {
  name: string;
  /** Below the folder; the group is the id. */
  entry: RegExp;
  /** The field that holds the id. */
  field: string | null;
}

const FOLDERS: readonly Folder[] = [
  ...["config", "machine", "server", "turn", "tool"].map((kind) => ({
    name: `checks/${kind}`,
    entry: /^(?!registry\.ts)([^/]+)\.ts$/,
    field: "id",
  })),
  { name: "servers", entry: /^(?!(?:types|registry|client|identify|scan)\.ts)([^/]+)\.ts$/, field: "kind" },
  { name: "commands", entry: /^([^/]+)\/spec\.ts$/, field: "name" },
  { name: "commands", entry: /^([^/]+)\/run\.ts$/, field: null },
  { name: "report", entry: /^(?!(?:registry|explain|docs-pages)\.ts|.*-text\.ts)([^/]+)\.ts$/, field: null },
];

function entriesOf({ name, entry }: Folder, files: readonly SourceFile[]) {
  return files.flatMap((file) => {
    const id = file.path.startsWith(`${name}/`)
      ? entry.exec(file.path.slice(name.length + 1))?.[1]
      : undefined;
    return id === undefined ? [] : [{ id, file }];
  });
}

/** What a registry lacks: each line names the file to edit. */
function gaps(folder: Folder, files: readonly SourceFile[]): string[] {
  const { name, field } = folder;
  const registry = files.find((file) => file.path === `${name}/registry.ts`);
  return entriesOf(folder, files).flatMap(({ id, file }) => {
    const listed = registry?.imports.some((i) => i.target === file.path && !i.typeOnly) ?? false;
    const named = field === null || file.text.includes(`${field}: "${id}"`);
    return [
      ...(listed ? [] : [`src/${name}/registry.ts: add src/${file.path}`]),
      ...(named ? [] : [`src/${file.path}: it needs ${field}: "${id}", as the file is named`]),
    ];
  });
}

test.each(FOLDERS)("every file of src/$name like $entry is in its registry under its own name", (folder) => {
  const files = sourceTree();
  expect(entriesOf(folder, files).length).toBeGreaterThan(5);
  expect(gaps(folder, files)).toEqual([]);
});

test("no check is registered twice", () => {
  const ids = ALL_CHECKS.map(({ id }) => id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  expect(twice, "give one of the two another id, or list it in one registry.ts of src/checks only").toEqual(
    [],
  );
});

function templateGaps(folders: readonly string[], ids: readonly string[]): string[] {
  return [
    ...folders
      .filter((name) => !ids.includes(name))
      .map(
        (name) =>
          `src/init/templates/registry.ts: add "${name}" to TEMPLATE_IDS, or delete templates/${name}`,
      ),
    ...ids
      .filter((id) => !folders.includes(id))
      .map(
        (id) =>
          `templates/${id}/template.json5: write it, or take "${id}" out of src/init/templates/registry.ts`,
      ),
  ];
}

test("every template is in the registry, and has its file", () => {
  const folders = readdirSync(new URL("../../templates", import.meta.url));
  const whole = folders.filter((name) => repoFile(`templates/${name}/template.json5`) !== null);
  expect(templateGaps(folders, TEMPLATE_IDS)).toEqual([]);
  expect(templateGaps(whole, TEMPLATE_IDS)).toEqual([]);
});

/** What `npm run new` leaves to a person. */
function unfinished(path: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, i) => (/\bTODO:/.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : []));
}

test("nothing that npm run new began is unfinished", () => {
  const paths = ["src", "templates", "test"]
    .flatMap(repoFiles)
    .filter((path) => !path.startsWith("test/guards/"));
  expect(paths.flatMap((path) => unfinished(path, repoFile(path) ?? ""))).toEqual([]);
});

test("the guards bark", () => {
  const [checks] = FOLDERS;
  if (checks === undefined) throw new Error("FOLDERS is empty");
  const a = sourceFile("checks/config/a-b.ts", `export const aB = defineCheck({ id: "a-b" });`);
  const b = sourceFile("checks/config/c-d.ts", `export const cD = defineCheck({ id: "other" });`);
  const registry = sourceFile("checks/config/registry.ts", `import { aB } from "./a-b.ts";`);
  expect(gaps(checks, [a])).toEqual(["src/checks/config/registry.ts: add src/checks/config/a-b.ts"]);
  expect(gaps(checks, [a, b, registry])).toEqual([
    "src/checks/config/registry.ts: add src/checks/config/c-d.ts",
    'src/checks/config/c-d.ts: it needs id: "c-d", as the file is named',
  ]);
  expect(gaps(checks, [a, registry])).toEqual([]);
  expect(unfinished("src/a.ts", "a\n  // TODO: b\n")).toEqual(["src/a.ts:2: // TODO: b"]);
  expect(templateGaps(["a", "b"], ["b", "c"])).toEqual([
    'src/init/templates/registry.ts: add "a" to TEMPLATE_IDS, or delete templates/a',
    'templates/c/template.json5: write it, or take "c" out of src/init/templates/registry.ts',
  ]);
});
