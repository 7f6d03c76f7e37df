import { describe, expect, it } from "vitest";
import { applyBatch } from "../../src/config/edit/batch.ts";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { EditOp } from "../../src/config/read/types.ts";

const row = (i: number, more = "") => `    { id: "m${i}", n: ${i}${more} },\n`;
const rows = (count: number) =>
  `{\n  rows: [\n${Array.from({ length: count }, (_, i) => row(i)).join("")}  ],\n  end: true,\n}\n`;
const set = (path: (string | number)[], value: number | string): EditOp => ({ op: "set", path, value });
const singly = (text: string, ops: readonly EditOp[]) => ops.reduce((all, op) => applyEdits(all, [op]), text);

describe("edits made at once", () => {
  it("are all that share no line", () => {
    const text = rows(50);
    const ops = Array.from({ length: 50 }, (_, i) => set(["rows", i, "name"], `M${i}`));
    const batch = applyBatch(text, ops);
    expect(batch?.left).toEqual([]);
    expect(batch?.text).toBe(singly(text, ops));
    expect(batch?.text).toContain(row(7, ', name: "M7"'));
  });

  it("are not those on the lines of an earlier one, which stay in order", () => {
    const text = rows(20);
    const ops = [
      set(["rows", 3, "a"], 1),
      set(["rows", 3, "b"], 2),
      set(["rows", 4, "a"], 3),
      { op: "remove", path: ["rows", 9] } satisfies EditOp,
      set(["rows", 9, "c"], 4),
      set(["rows", 5, "a"], 5),
    ];
    const batch = applyBatch(text, ops);
    // the row that goes moves all behind it, and so has to do with every row
    expect(batch?.left).toEqual([ops[1], ops[3], ops[4], ops[5]]);
    expect(applyEdits(text, ops)).toBe(singly(text, ops));
    expect(applyEdits(text, ops)).toContain('{ id: "m10", n: 10, c: 4 }');
  });

  it("are none when one of them could decide the style for the next", () => {
    // Each of the first two brings a double quote, so that the third finds another majority.
    const text = `{\n  a: 'x',\n  b: {\n    s: 1,\n  },\n  c: {\n    s: "y",\n  },\n  d: {\n    s: 1,\n  },\n}\n`;
    const ops = [set(["b", "t"], "1"), set(["c", "t"], "2"), set(["d", "t"], "3")];
    expect(applyBatch(text, ops)).toBe(null);
    expect(applyEdits(text, ops)).toBe(singly(text, ops));
  });

  it("are none where line ends are mixed, and all where they are CRLF", () => {
    const ops = Array.from({ length: 5 }, (_, i) => set(["rows", i, "name"], "x"));
    const crlf = rows(9).replaceAll("\n", "\r\n");
    expect(applyBatch(crlf, ops)).toEqual({ text: singly(crlf, ops), left: [] });
    for (const mixed of [crlf.replace("\r\n", "\n"), rows(9).replace(",\n", ",\r"), `${rows(9)}\u2028`])
      expect(applyBatch(mixed, ops)).toBe(null);
  });

  it("are refused as the first of them is refused", () => {
    const text = rows(9);
    const ops = [set(["rows", 1, "a"], 1), set(["rows", 2, "id", "x"], 1), set(["rows", 3, "n", "x"], 1)];
    expect(() => applyEdits(text, ops)).toThrow("rows[2].id.x cannot be changed");
  });

  it("are quick: two thousand fixes of a file of 1 MB", () => {
    const text = rows(30_000);
    const ops = Array.from({ length: 2_000 }, (_, i) => set(["rows", i * 15, "name"], `M${i}`));
    const from = performance.now();
    const after = applyEdits(text, ops);
    // singly each takes 0.2 s
    expect(performance.now() - from).toBeLessThan(15_000);
    expect(after.match(/name/g)).toHaveLength(2_000);
  });
});
