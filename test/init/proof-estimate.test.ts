import { describe, expect, it } from "vitest";
import { estimateProof } from "../../src/init/proof/estimate.ts";

const FAST = { read: 5_000, write: 100, source: "measured before" };

describe("the time of a test drive", () => {
  it("is unknown without a speed, and said so", () => {
    const { range, limitMs, text } = estimateProof(null, { turnTokens: 13_157 });
    expect({ range, limitMs, text }).toEqual({
      range: null,
      limitMs: 600_000,
      text: "time unknown; at most 10 min",
    });
  });
  it("follows from the speed, and names its source", () => {
    const { range, text } = estimateProof(FAST, { turnTokens: null });
    // 16,000 / 5,000 + 100 / 100 and 30,000 / 5,000 + 2,000 / 100 seconds
    expect(range).toEqual({ low: 5_000, high: 26_000 });
    expect(text).toBe("about 5 s to 26 s (measured before); at most 3 min");
  });
  it("is longer with OpenClaw, and on a slow machine", () => {
    const alone = estimateProof(FAST, { turnTokens: null }).range;
    const both = estimateProof(FAST, { turnTokens: 13_157 }).range;
    expect(both?.low).toBeGreaterThan(alone?.low ?? Number.POSITIVE_INFINITY);
    const slow = estimateProof({ ...FAST, read: 100 }, { turnTokens: null });
    expect(slow.range?.low).toBeGreaterThan(160_000);
    expect(slow.limitMs).toBe(900_000);
  });
  it("never exceeds what --max-time leaves", () => {
    expect(estimateProof(FAST, { turnTokens: null, leftMs: 20_000 }).limitMs).toBe(20_000);
    expect(estimateProof(null, { turnTokens: null, leftMs: 20_000 }).limitMs).toBe(20_000);
  });
});
