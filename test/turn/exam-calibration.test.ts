import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { cell, KINDS, type Kind, type Material, material } from "./calibration/index.ts";
import { pair, realMarkdown } from "./calibration/markdown.ts";
import type { RealResult } from "./calibration/real.ts";

const PAGE = readFileSync(new URL("../../docs/exam.md", import.meta.url), "utf8");
const RESULTS = readFileSync(new URL("./calibration/real.json", import.meta.url), "utf8");

/** The cells of a row of one of the two tables of docs/exam.md, by the heading of their column. */
function row(kind: Kind, table: 0 | 1): Record<string, string> {
  const block = PAGE.split("<!-- scripted models:")[1] ?? "";
  const lines = block.split("\n").filter((line) => line.startsWith(`| ${kind.title} |`));
  const heads = block.split("\n").filter((line) => line.startsWith("| share of failures |"));
  const cells = (line = "") => line.split("|").map((cell) => cell.trim());
  return Object.fromEntries(cells(heads[table]).map((title, i) => [title, cells(lines[table])[i] ?? ""]));
}

const passes = (cell = "") => Number(cell.split(" / ")[0]);
const fails = (cell = "") => Number(cell.split(" / ")[1]);

describe("the error rates of the exam, in docs/exam.md", () => {
  let given: Material;
  beforeAll(async () => {
    given = await material();
  });

  // all of it takes a minute: npm run exam:calibrate -- --check
  it.each([KINDS[0], KINDS[5], KINDS[9]])("are those of today's exam: $title", async (kind) => {
    if (kind === undefined) throw new Error("a row is gone");
    for (const rate of [0.02, 0.5])
      expect(row(kind, 0)[`${rate * 100} %`]).toBe(
        pair(await cell(given, kind, { rate, spread: "attempts" })),
      );
    expect(row(kind, 1)["50 %"]).toBe(pair(await cell(given, kind, { rate: 0.5, spread: "tasks" })));
  });

  it.each(KINDS)("hold what the page promises: $title", (kind) => {
    const cells = row(kind, 0);
    expect(fails(cells["2 %"])).toBeLessThanOrEqual(5);
    const noticed = kind.measure === "json" || kind.measure === "steps";
    expect(passes(cells[noticed ? "40 %" : "20 %"])).toBeLessThanOrEqual(5);
  });

  it("with a perfect model, and one that never succeeds: always right", async () => {
    for (const spread of ["attempts", "tasks"] as const) {
      const [kind] = KINDS;
      if (kind === undefined) throw new Error("a row is gone");
      expect((await cell(given, kind, { rate: 0, spread })).passes).toBe(1);
      expect((await cell(given, kind, { rate: 1, spread })).fails).toBe(1);
    }
  });
});

it("the table of real models is that of their results", () => {
  expect(PAGE).toContain(realMarkdown(JSON.parse(RESULTS) as Record<string, RealResult>));
});
