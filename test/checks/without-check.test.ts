import { describe, expect, it } from "vitest";
import { CONFIG_CHECKS } from "../../src/checks/config/registry.ts";
import { ALL_CHECKS } from "../../src/checks/registry.ts";
import type { CheckAbout } from "../../src/checks/types.ts";
import { NOT_CHECKED, NOT_LINTED } from "../../src/checks/without-check.ts";
import { repoFile } from "../guards/source-tree.ts";
import { LINT_DETECTABLE, LIVE_DETECTABLE } from "./support/detectable.ts";

describe.each<[string, readonly string[], readonly CheckAbout[], Readonly<Record<string, string>>]>([
  ["a config", LINT_DETECTABLE, CONFIG_CHECKS, NOT_LINTED],
  ["a running server", LIVE_DETECTABLE, ALL_CHECKS, NOT_CHECKED],
])("every fault that %s may show", (_where, detectable, checks, reasons) => {
  const checked = new Set(checks.map((check) => check.id));

  it("has a check or a reason why it has none, and not both", () => {
    expect(detectable.filter((id) => !checked.has(id) && reasons[id] === undefined)).toEqual([]);
    expect(new Set(detectable).size).toBe(detectable.length);
    expect(Object.keys(reasons).filter((id) => checked.has(id) || !detectable.includes(id))).toEqual([]);
  });

  it.each(Object.entries(reasons))("%s: the reason is a whole sentence, and in the docs", (id, reason) => {
    expect(reason).toMatch(/^[A-Z`].{30,}\.$/);
    expect(repoFile("docs/rules/README.md")).toContain(`| ${id} | ${reason} |`);
  });
});
