import { describe, expect, it } from "vitest";
import { readCatalog } from "../../src/fit/catalog.ts";
import { estimateProof, predictSpeed } from "../../src/init/proof/estimate.ts";
import { createFs } from "../../src/io/fs.ts";
import { hardwareOf } from "../fit/support/hardware.ts";

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

describe("the predicted speed", () => {
  const catalog = readCatalog(createFs());
  const gb10 = hardwareOf({
    kind: "unified",
    budget: 110,
    name: "NVIDIA GB10",
    vendor: "nvidia",
    bandwidth: 273,
  });
  const predict = (id: string, hardware = gb10) =>
    predictSpeed({ id, quantization: null }, hardware, catalog);
  it("is known where the catalog has this machine", () => {
    // 16,384 tokens in 4 s
    expect(predict("gpt-oss:20b")).toMatchObject({ read: 4_096, source: "predicted for NVIDIA GB10" });
    expect(predict("gpt-oss:20b")?.write).toBeGreaterThan(20);
  });
  it("is no guess: unknown for other machines, models and quantizations", () => {
    expect(
      predict("gpt-oss:20b", hardwareOf({ kind: "gpu", budget: 22, name: "RTX 4090", bandwidth: 1008 })),
    ).toBeNull();
    expect(predict("my-own-model")).toBeNull();
    expect(predict("nemotron-3-super-120b-a12b")).toBeNull();
  });
});
