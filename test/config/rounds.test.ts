import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { EditOp } from "../../src/config/read/types.ts";

const row = (i: number, more = "") => `    { id: "m${i}", n: ${i}${more} },\n`;
const rows = (count: number) =>
  `{\n  rows: [\n${Array.from({ length: count }, (_, i) => row(i)).join("")}  ],\n  end: true,\n}\n`;
const set = (path: (string | number)[], value: number | string): EditOp => ({ op: "set", path, value });

describe("a list of edits", () => {
  it("applies its edits in order, also to neighbors", () => {
    const after = applyEdits(rows(7), [
      set(["rows", 3, "a"], 1),
      set(["rows", 3, "b"], 2),
      set(["rows", 4, "a"], 3),
      { op: "remove", path: ["rows", 5] },
      // This was the last row.
      set(["rows", 5, "c"], 4),
      set(["new", "x"], 5),
      set(["new", "y"], 6),
    ]);
    expect(after).toBe(
      `{\n  rows: [\n${row(0)}${row(1)}${row(2)}${row(3, ", a: 1, b: 2")}${row(4, ", a: 3")}${row(6, ", c: 4")}  ],\n` +
        `  end: true,\n  new: {\n    x: 5,\n    y: 6,\n  },\n}\n`,
    );
  });

  it("follows the style of the document, not of an earlier edit", () => {
    const text = `{\n  a: 'x',\n  b: {\n    s: 1,\n  },\n  c: {\n    s: "y",\n  },\n  d: {\n    s: 'z',\n  },\n  e: {\n    s: 1,\n  },\n}\n`;
    // The first two would make double quotes the majority.
    const after = applyEdits(text, [
      set(["c", "t"], "1"),
      set(["c", "u"], "2"),
      set(["e", "t"], "3"),
      set(["e", "u"], "4"),
    ]);
    expect(after).toContain(`  e: {\n    s: 1,\n    t: '3',\n    u: '4',\n  },`);
  });

  it("fails with the first refused edit", () => {
    const ops = [set(["rows", 1, "a"], 1), set(["rows", 2, "id", "x"], 1), set(["rows", 3, "n", "x"], 1)];
    expect(() => applyEdits(rows(9), ops)).toThrow("rows[2].id.x cannot be changed");
  });

  // One by one, with a new parse for each, these would take minutes.
  it("with two thousand places in 1 MB is applied in one round", () => {
    const ops = Array.from({ length: 2_000 }, (_, i) => set(["rows", i * 15, "name"], `M${i}`));
    expect(applyEdits(rows(30_000), ops).match(/name/g)).toHaveLength(2_000);
  });
});
