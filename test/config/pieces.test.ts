import { describe, expect, it } from "vitest";
import { isReadAs } from "../../src/config/read/pieces.ts";
import { type Scanned, scan } from "../../src/config/read/scan.ts";
import type { Json } from "../../src/core/json.ts";

const TEXT = `// head
{
  a: [1, "x", [], { b: { c: [true, null, NaN, -0] } }],
  "__proto__": { d: 'e' }, // tail
  twice: { lost: [1] }, twice: { kept: [{}, [[2]]] },
}
`;

function scanned(text: string): Scanned {
  const result = scan(text);
  if (!result.ok) throw new Error(`${text} does not parse`);
  return result;
}

/** From every container by itself to all at once. */
const SIZES = [0, 8, 20, 40, 80, 1_000];

describe("reading in pieces", () => {
  it.each(SIZES)("says what the whole says (%i characters)", (size) => {
    expect(isReadAs(TEXT, scanned(TEXT), size)).toBe(true);
    for (const text of ["1", " 'x' ", "[]", "{}", "[[[[]]]]", "/* [ */ [1] // ]"])
      expect(isReadAs(text, scanned(text), size), text).toBe(true);
  });

  it.each(SIZES)("finds every value that json5 reads otherwise (%i characters)", (size) => {
    const { table } = scanned(TEXT);
    const others: ((value: Record<string, Json[] & Record<string, Json>>) => void)[] = [
      (v) => Object.assign(v["a"] ?? {}, { 1: "y" }),
      (v) => v["a"]?.pop(),
      (v) => v["a"]?.push(1),
      (v) => Object.assign(v["a"] ?? {}, { 2: {} }),
      (v) => Object.assign(v["a"] ?? {}, { 2: null }),
      (v) => Object.assign(v["a"] ?? {}, { 3: { b: { c: [true, null, Number.NaN, 0] } } }),
      (v) => Object.assign(v["a"] ?? {}, { 3: { b: { c: [true, null, Number.NaN, -0], d: 1 } } }),
      (v) => Object.assign(v["twice"] ?? {}, { kept: [{}, [[3]]] }),
      (v) => Object.assign(v["twice"] ?? {}, { kept: [[], [[2]]] }),
      (v) => Object.assign(v, { twice: { lost: [1] } }),
      (v) => delete v["twice"],
      (v) => Object.assign(v, { more: 1 }),
    ];
    for (const [index, change] of others.entries()) {
      const { value } = scanned(TEXT);
      change(value as Record<string, Json[] & Record<string, Json>>);
      expect(isReadAs(TEXT, { table, value }, size), `change ${index}`).toBe(false);
    }
  });

  it.each(SIZES)(
    "finds a text that is no JSON5, wherever it is, also in what nobody sees (%i characters)",
    (size) => {
      const { table, value } = scanned(TEXT);
      for (const good of ["1,", "true", "'e'", "lost", "[2]", "[1]", "kept"]) {
        const bad = TEXT.replace(good, "#".repeat(good.length));
        expect(bad).not.toBe(TEXT);
        expect(isReadAs(bad, { table, value }, size), good).toBe(false);
      }
    },
  );

  it.each([0, 8, 1_000])("finds a tree that is not the value's (%i characters)", (size) => {
    const text = "[[1, 2], { a: 3 }]";
    const { table, value } = scanned(text);
    expect(isReadAs(text, { table, value }, size)).toBe(true);
    for (const other of [
      "[[1, 3], { a: 3 }]",
      "[[1, 2], { b: 3 }]",
      "[[1], 2, { a: 3}]",
      "[[12, ], { a: 3 }]",
    ])
      expect(isReadAs(text, { table: scanned(other).table, value }, size), other).toBe(false);
  });

  it("finds a piece that is cut out of a string", () => {
    const { table, value } = scanned("[ []  , [ ]]");
    expect(isReadAs("['[]' , [ ]]", { table, value }, 0)).toBe(false);
  });
});
