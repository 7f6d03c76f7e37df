import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GIB } from "../../src/core/bytes.ts";
import { recommend } from "../../src/fit/recommend.ts";
import type { CurvePoint } from "../../src/fit/types.ts";
import { contextCurve } from "../../src/report/parts/curve.ts";
import { recommendText } from "../../src/report/recommend-text.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";
import { displayWidth } from "../../src/ui/width.ts";
import { catalog } from "../fit/support/catalog.ts";
import { hardwareOf } from "../fit/support/hardware.ts";

const hardware = hardwareOf({ kind: "gpu", budget: 23, vendor: "nvidia", bandwidth: 1008 });
const options = { style: PLAIN_STYLE, budgetBytes: 23 * GIB, chosenTokens: 65_536 };
const readings: CurvePoint[] = [
  { contextTokens: 32_768, totalBytes: 18 * GIB, fits: true },
  { contextTokens: 65_536, totalBytes: 20 * GIB, fits: true },
  { contextTokens: 131_072, totalBytes: 24 * GIB, fits: false },
];

describe("curve", () => {
  it("plain: one row per context", () => {
    expect(contextCurve(readings, { ...options, plain: true })).toEqual([
      "   32768 tokens  18.0 GiB  fits",
      "   65536 tokens  20.0 GiB  fits          picked",
      "  131072 tokens  24.0 GiB  does not fit",
    ]);
  });

  it("drawn: columns, the line of the budget and the contexts below", () => {
    const lines = contextCurve(readings, { ...options, plain: false });
    expect(lines[0]).toContain("23.0 GiB budget");
    expect(lines[0]).toContain("────");
    expect(lines.at(-3)).toBe("   ████  ████  ████");
    expect(lines.at(-2)).toBe("    32K   64K  128K");
    expect(lines.at(-1)).toBe("  18.0 GiB to 24.0 GiB, columns start at 16.0 GiB");
  });

  it("columns start at 0 if that shows a difference, else below the smallest, which is stated", () => {
    const tall = (first: number) =>
      contextCurve(
        [
          { contextTokens: 1024, totalBytes: first * GIB, fits: true },
          { contextTokens: 2048, totalBytes: 70 * GIB, fits: true },
        ],
        { ...options, budgetBytes: 79 * GIB, plain: false },
      );
    expect(tall(10).at(-1)).toBe("  10.0 GiB to 70.0 GiB");
    expect(tall(67).at(-1)).toContain("columns start at 63.0 GiB");
    // The first column is less than a third of the height; from 0 it would be most of it.
    expect(tall(67).slice(0, 5).join()).not.toMatch(/^ {3}\S/m);
  });

  it("nothing to draw for one reading", () => {
    expect(contextCurve(readings.slice(0, 1), { ...options, plain: false })).toEqual([]);
  });

  it("any sizes: the same number of lines, none wider than its columns", () => {
    const reading = fc.record({
      contextTokens: fc.integer({ min: 1, max: 2 ** 24 }),
      totalBytes: fc.integer({ min: 1, max: 2 ** 42 }),
      fits: fc.boolean(),
    });
    const budget = fc.option(fc.integer({ min: 0, max: 2 ** 42 }), { nil: null });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 2, maxLength: 9 }), budget, (points, budgetBytes) => {
        const lines = contextCurve(points, { ...options, budgetBytes, plain: false });
        expect(lines).toHaveLength(9);
        for (const line of lines)
          expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(2 + 6 * points.length + 24, 60));
      }),
    );
  });
});

describe("recommend", () => {
  const result = recommend(hardware, {}, catalog);

  it("has the curve of its first pick, which rises and is correct at the pick", () => {
    const [pick] = result.picks;
    const totals = result.curve.map((point) => point.totalBytes);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    const own = result.curve.find((point) => point.contextTokens === pick?.contextTokens);
    expect(own).toEqual({ contextTokens: 65_536, totalBytes: pick?.needBytes.total, fits: true });
    expect(recommend(hardwareOf({ kind: "cpu", budget: 2 }), {}, catalog).curve).toEqual([]);
  });

  it("draws it in a terminal, and writes a table otherwise", () => {
    const drawn = recommendText(result, { style: PLAIN_STYLE, ascii: false, plain: false });
    const plain = recommendText(result, { style: PLAIN_STYLE, ascii: true, plain: true });
    expect(drawn).toContain("GiB budget");
    expect(plain).toContain("65536 tokens  20.3 GiB  fits");
    expect(plain).not.toMatch(/[^\n -~]/);
  });
});
