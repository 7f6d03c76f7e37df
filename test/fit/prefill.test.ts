import { describe, expect, test } from "vitest";
import type { Quant } from "../../src/fit/catalog.ts";
import { type ComputeSpeed, prefill16kOf, prefillSeconds } from "../../src/fit/prefill.ts";
import { mtpBytes, mtpSpeed } from "../../src/fit/speed.ts";
import { assumedCompute, computeOf } from "../../src/machine/compute.ts";
import { catalog, modelOf } from "./support/catalog.ts";

function quantOf(id: string, name: string): Quant {
  const quant = modelOf(id).quants.find((q) => q.name === name);
  if (quant === undefined) throw new Error(`${id} has no ${name}`);
  return quant;
}

const card: ComputeSpeed = { bandwidthGBs: 936, metal: false, vendor: "nvidia", kind: "gpu", tflops: 142 };
const dense = modelOf("qwen3.8-27b");
const q4 = quantOf("qwen3.8-27b", "UD-Q4_K_M");
const oss = modelOf("gpt-oss-120b");
const mxfp4 = quantOf("gpt-oss-120b", "MXFP4");

describe("prefill", () => {
  test("is what an RTX 3090 measured, to 35 %: 993 tokens a second at 8K, 540 at 128K (club-3090#1111)", () => {
    for (const [tokens, speed] of [
      [8024, 993],
      [128_026, 540],
    ] as const) {
      const seconds = prefillSeconds(dense, q4, card, tokens)?.typical ?? 0;
      expect(tokens / seconds / speed).toBeGreaterThan(0.65);
      expect(tokens / seconds / speed).toBeLessThan(1.35);
    }
  });

  test("grows faster than the prompt, and less with a larger batch where experts are copied", () => {
    const at = (tokens: number) => prefillSeconds(dense, q4, card, tokens)?.typical ?? 0;
    expect(at(65_536)).toBeGreaterThan(4 * at(16_384));
    const copied = (ubatch: number) =>
      prefillSeconds(oss, mxfp4, card, 16_384, { ubatch, ramBytes: 40e9 })?.typical ?? 0;
    expect(copied(2048)).toBeLessThan(0.5 * copied(512));
  });

  test("is unknown without the chip's arithmetic, on a CPU, and for approximate layers", () => {
    expect(prefillSeconds(dense, q4, { ...card, tflops: null }, 16_384)).toBeNull();
    expect(prefillSeconds(dense, q4, { ...card, kind: "cpu" }, 16_384)).toBeNull();
    const vague = catalog.models.find(
      (m) => m.geometry?.approximate === true && m.quants[0] && m.params.activeB,
    );
    expect(vague?.quants[0] && prefillSeconds(vague, vague.quants[0], card, 16_384)).toBeNull();
  });

  test("of a machine in the catalog is the measured one; an inferred chip gives a range and no figure", () => {
    const unified = {
      ...card,
      kind: "unified",
      tflops: 125,
      bandwidthGBs: 273,
      name: "NVIDIA GB10",
    } as const;
    expect(prefill16kOf(oss, mxfp4, unified)).toBe(oss.prefill16kSeconds["GB10"]);
    const flags = { ...card, name: null, tflops: assumedCompute(936), tflopsAssumed: true };
    expect(prefill16kOf(dense, q4, flags)).toBeNull();
    const range = prefillSeconds(dense, q4, flags, 16_384);
    expect((range?.high ?? 0) / (range?.low ?? 1)).toBeCloseTo(4);
  });
});

test("arithmetic by name; laptop chips and unknown names are unknown", () => {
  expect(computeOf("NVIDIA GeForce RTX 4090")).toBe(330);
  expect(computeOf("Apple M2 Ultra 76-core GPU")).toBeCloseTo(27.4, 1);
  expect(computeOf("Apple M4 Max")).toBeGreaterThan(computeOf("Apple M4 Pro") ?? 0);
  for (const name of ["NVIDIA GeForce RTX 4090 Laptop GPU", "some card", null])
    expect(computeOf(name)).toBeNull();
});

describe("prediction heads", () => {
  const speed = { typical: 40, low: 30, high: 50 };

  test("speed up by what was measured for the model in this engine", () => {
    const fast = mtpSpeed(speed, dense, card, "llamacpp");
    expect(fast?.typical).toBeCloseTo(40 * 1.78);
    expect(fast?.low).toBeCloseTo(30 * 1.25);
    expect(fast?.high).toBeCloseTo(50 * 2.45);
    expect(mtpSpeed(speed, dense, { ...card, metal: true }, "llamacpp")?.typical).toBeCloseTo(41.2);
  });

  test("are unknown without a measurement, and none without heads", () => {
    expect(mtpSpeed(speed, dense, card, "sglang")).toBeNull();
    expect(mtpSpeed(speed, modelOf("gemma-4-31b"), card, "llamacpp")).toBeNull();
    expect(mtpBytes(modelOf("gemma-4-31b"), 65_536, 2)).toBeNull();
  });

  test("take 1.3 GiB at 131,072 tokens (RTX 3090 Ti: 1292 MiB)", () => {
    expect((mtpBytes(dense, 131_072, 2) ?? 0) / 2 ** 20).toBeGreaterThan(1163);
    expect((mtpBytes(dense, 131_072, 2) ?? 0) / 2 ** 20).toBeLessThan(1421);
  });
});
