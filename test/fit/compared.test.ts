import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMPARED } from "./compared/machines.ts";
import { compareAll, compareCaches, comparedMarkdown } from "./compared/markdown.ts";
import { parsePeers } from "./compared/peers.ts";
import { catalog } from "./support/catalog.ts";

const file = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8").replaceAll("\r\n", "\n");
const peers = parsePeers(file("./compared/peers.json"));
const rows = compareAll(peers, catalog);

describe("compared with other recommenders", () => {
  it("every machine of the golden table has an answer of each tool", () => {
    expect(COMPARED).toHaveLength(21);
    const names = COMPARED.map((one) => one.name);
    expect([...peers.llmfit.machines.keys()]).toEqual(names);
    expect([...peers.llmChecker.machines.keys()]).toEqual(names);
  });

  it.each(rows.map((row) => [row.machine, row] as const))(
    "%s: every disagreement has its reason",
    (_, row) => {
      for (const { pick, why } of [row.llmfit, row.llmChecker, row.openclaw]) {
        expect(pick).not.toBe("");
        expect(why.length, `${pick} is not explained`).toBeGreaterThan(10);
      }
    },
  );

  it("the other tools' caches are those of the page", () => {
    const factors = new Map(compareCaches(peers.llmfit.plans, catalog).map((one) => [one.model, one.factor]));
    expect(factors.get("minimax-m2.1")).toBeCloseTo(1, 2);
    expect(factors.get("glm-5.2")).toBeGreaterThan(40);
  });

  it("docs/hardware-compared.md is up to date (npm run compare writes it)", () => {
    const docs = file("../../docs/hardware-compared.md");
    expect(docs).toContain(`\n${comparedMarkdown(peers, catalog)}\n<!-- end of compared -->`);
  });
});
