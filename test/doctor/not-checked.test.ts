import { describe, expect, it } from "vitest";
import { CHECKS } from "../../src/checks/registry.ts";
import { NOT_CHECKED } from "../../src/checks/without-check.ts";
import { repoFile } from "../guards/source-tree.ts";
import { LIVE_DETECTABLE } from "./live-detectable.ts";

describe("every fault that a running server may show", () => {
  const checked = new Set(CHECKS.map((check) => check.id));

  it("has a check or a reason why it has none", () => {
    const open = LIVE_DETECTABLE.filter((id) => !checked.has(id) && NOT_CHECKED[id] === undefined);
    expect(open).toEqual([]);
    expect(new Set(LIVE_DETECTABLE).size).toBe(LIVE_DETECTABLE.length);
  });

  it("has not both, and no reason is about something else", () => {
    expect(Object.keys(NOT_CHECKED).filter((id) => checked.has(id) || !LIVE_DETECTABLE.includes(id))).toEqual(
      [],
    );
  });

  it.each(Object.entries(NOT_CHECKED))(
    "%s: the reason is a whole sentence, and in the docs",
    (id, reason) => {
      expect(reason).toMatch(/^[A-Z`].{30,}\.$/);
      expect(repoFile("docs/rules/README.md")).toContain(`| ${id} | ${reason} |`);
    },
  );
});
