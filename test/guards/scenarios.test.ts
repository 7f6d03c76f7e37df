import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALL_CHECKS } from "../../src/checks/registry.ts";
import type { Check } from "../../src/checks/types.ts";
import { ELSEWHERE, gaps, WITHOUT } from "../checks/support/gaps.ts";
import { repoFile } from "./source-tree.ts";

test.each(Object.entries(ELSEWHERE))(
  "%s has its scenarios in a test of its own",
  (_id, { file, titles, why }) => {
    const text = repoFile(file) ?? "";
    // a test's title stands at the beginning of a string
    for (const title of titles)
      expect(text).toMatch(new RegExp(`["\`]${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
    expect(why).toMatch(/^[A-Z].{20,}\.$/);
  },
);

test("no exception is about a check that there is not", () => {
  const ids = ALL_CHECKS.map(({ id }) => id);
  expect([...Object.keys(ELSEWHERE), ...Object.keys(WITHOUT)].filter((id) => !ids.includes(id))).toEqual([]);
  for (const why of Object.values(WITHOUT)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
});

test("the 25 scenarios of the research on servers are played", () => {
  const root = new URL("../checks/", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const text = [
    ...files.map((name) => readFileSync(new URL(name, root), "utf8")),
    repoFile("test/doctor/run.test.ts"),
    repoFile("test/servers/scan.test.ts"),
  ];
  const numbers = text.join("\n").matchAll(/research[: ]+["`]?(\d+)/g);
  const played = new Set([...numbers].map(([, number]) => Number(number)));
  expect([...played].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
});

test("the guard barks, and names the file to edit", () => {
  const file = "test/checks/server/a.ts";
  const check: Check = {
    ...{ id: "a", title: "a", severity: "error", doc: { what: "A.", why: "B." } },
    config: { run: () => [] },
    server: { stage: "listed", run: () => ({ status: "ran", findings: [] }) },
  };
  expect(gaps({ check, file, cases: null })).toEqual([`add ${file}, which holds the cases of a`]);
  expect(gaps({ check, file, cases: {} })).toEqual([
    `${file}: three configs that have the fault (failing)`,
    `${file}: three configs that come close (passing)`,
    `${file}: a scenario that finds a`,
    `${file}: a scenario that finds nothing`,
  ]);
});
