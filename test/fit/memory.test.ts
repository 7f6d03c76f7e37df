import { describe, expect, it } from "vitest";
import { GIB, MIB } from "../../src/core/bytes.ts";
import type { LayerGroup } from "../../src/fit/catalog.ts";
import { type CacheRequest, ggufBytes, kvBytes, needOf } from "../../src/fit/memory.ts";
import { geometryOf, modelOf } from "./support/catalog.ts";

/** Bytes of the layers of the given kinds. */
function kv(
  id: string,
  context: number,
  { kinds = ["full", "mla"], ...more }: Partial<CacheRequest> & { kinds?: LayerGroup["kind"][] } = {},
): number {
  const groups = geometryOf(id).layers.filter((group) => kinds.includes(group.kind));
  return groups.reduce((sum, group) => sum + kvBytes(group, { context, kvType: "f16", ...more }), 0);
}

describe("KV cache against sizes that engines logged", () => {
  const K = 1024;
  const rows: [what: string, bytes: number, expected: number, tolerance?: number][] = [
    ["Qwen3-30B-A3B, 4096", kv("qwen3-30b-a3b", 4 * K), 384 * MIB],
    ["MiniMax-M2, 65536 q8_0", kv("minimax-m2.1", 64 * K, { kvType: "q8_0" }), 8432 * MIB],
    ["MiniMax-M2, q8_0 K, q4_0 V", kv("minimax-m2.1", 64 * K, { kvType: "q8_0", vType: "q4_0" }), 6448 * MIB],
    [
      "MiniMax-M2, 196608, q8_0 K, q4_0 V",
      kv("minimax-m2.1", 192 * K, { kvType: "q8_0", vType: "q4_0" }),
      19_344 * MIB,
    ],
    ["Qwen3.6-27B, 32768", kv("qwen3.6-27b", 32 * K), 2048 * MIB],
    ["Qwen3.6-27B, 131072", kv("qwen3.6-27b", 128 * K), 8192 * MIB],
    ["Qwen3.6-27B, 172032 q8_0", kv("qwen3.6-27b", 168 * K, { kvType: "q8_0" }), 5712 * MIB],
    ["Gemma-4-31B, 32768, full", kv("gemma-4-31b", 32 * K), 2560 * MIB],
    [
      "Gemma-4-31B, sliding, 4 slots",
      kv("gemma-4-31b", 32 * K, { slots: 4, kinds: ["sliding"] }),
      3600 * MIB,
    ],
    ["gpt-oss-120b, 4096, full", kv("gpt-oss-120b", 4 * K), 144 * MIB],
    ["gpt-oss-120b, 2016 cells", kv("gpt-oss-120b", 2016), 70.88 * MIB],
    ["Gemma-4-E4B, 131072", kv("gemma-4-e4b", 128 * K), 2048 * MIB],
    ["DeepSeek MLA, 163840", kv("deepseek-v3.1", 160 * K), 10_980 * MIB],
    ["DeepSeek MLA, 32768 q8_0", kv("deepseek-v3.1", 32 * K, { kvType: "q8_0" }), 1166.6 * MIB],
    ["Kimi-K3 a token", kv("kimi-k3", 1), 26 * K, 0.05],
    ["Qwen3-Coder-30B a token", kv("qwen3-coder-30b-a3b", 1), 96 * K],
    ["Qwen3-235B, TP4, 178880", kv("qwen3-235b-a22b-2507", 178_880) / 4, 8.11 * GIB, 0.015],
    ["Llama 3 70B, 128000", kv("llama-3.3-70b", 128_000), 39.06 * GIB],
  ];
  it.each(rows)("%s", (_, bytes, expected, tolerance = 0.001) => {
    expect(Math.abs(bytes - expected) / expected).toBeLessThanOrEqual(tolerance);
  });

  it("Llama 3.1 8B, 128000", () => {
    const group: LayerGroup = { kind: "full", layers: 32, kvHeads: 8, kDim: 128, vDim: 128 };
    const bytes = kvBytes(group, { context: 128_000, kvType: "f16" });
    expect(Math.abs(bytes - 15.625 * GIB) / (15.625 * GIB)).toBeLessThan(0.001);
  });

  /*
   * The one log that is not met: gpt-oss-120b's sliding layers took 22.50 MiB for 2016 tokens in a build without flash
   * attention, which padded cells to 32 (640); builds with it pad to 256 (768), as here.
   */
  it("gpt-oss-120b, sliding: 768 cells, where an old build had 640", () => {
    const bytes = kv("gpt-oss-120b", 2016, { kinds: ["sliding"] });
    expect(bytes / MIB).toBeCloseTo((22.5 * 768) / 640, 2);
  });

  it("K alone of Qwen3-235B on four cards (SGLang log)", () => {
    const group: LayerGroup = { kind: "full", layers: 94, kvHeads: 4, kDim: 128, vDim: 0 };
    expect(kvBytes(group, { context: 367_404, kvType: "f16" }) / 4 / GIB).toBeCloseTo(8.23, 2);
  });

  it("quantized caches are 34/64 and 18/64 of f16", () => {
    const of = (kvType: CacheRequest["kvType"]) => kv("qwen3-32b", 4096, { kvType });
    expect(of("q8_0") / of("f16")).toBe(0.53125);
    expect(of("q4_0") / of("f16")).toBe(0.28125);
  });

  it("sliding layers stop growing at the window, and are not quantized", () => {
    const cells = (context: number, window: number, slots: number) =>
      kvBytes(
        { kind: "sliding", layers: 1, kvHeads: 1, kDim: 1, vDim: 0, window },
        { context, kvType: "f16", slots },
      ) / 2;
    expect(cells(32_768, 1024, 4)).toBe(4608);
    expect(cells(262_144, 128, 1)).toBe(768);
    expect(cells(200, 1024, 1)).toBe(256);
    const sliding = (context: number, kvType: "f16" | "q8_0") =>
      kv("gemma-4-31b", context, { kvType, kinds: ["sliding"] });
    expect(sliding(262_144, "q8_0")).toBe(sliding(8192, "f16"));
  });
});

describe("constant memory", () => {
  it("recurrent state of Qwen3.6-27B, three sequences: 16.88 + 432 MiB", () => {
    const model = { weightsBytes: 1, geometry: geometryOf("qwen3.6-27b"), vocab: null };
    const { state } = needOf(model, { context: 1, kvType: "f16", slots: 3 });
    expect(state / MIB).toBeCloseTo(16.88 + 432, 1);
  });

  it("compute grows with the vocabulary, from a minimum", () => {
    const compute = (vocab: number | null) =>
      needOf({ weightsBytes: 1, geometry: geometryOf("qwen3-32b"), vocab }, { context: 1, kvType: "f16" })
        .compute;
    expect(compute(null)).toBe(Math.round(0.45 * GIB));
    expect(compute(248_320) / MIB).toBeCloseTo(485 * 1.15, 0);
  });

  it("each GPU has its own fixed part", () => {
    const model = { weightsBytes: GIB, geometry: geometryOf("qwen3-32b"), vocab: null };
    const one = needOf(model, { context: 4096, kvType: "f16" });
    const two = needOf(model, { context: 4096, kvType: "f16", devices: 2 });
    expect(two.total - one.total).toBe(two.fixed - one.fixed);
    expect(two.fixed).toBe(Math.round(0.6 * GIB));
    expect(one.total).toBe(one.weights + one.kv + one.state + one.compute + one.fixed);
  });
});

describe("weights", () => {
  const computed: [string, number | null, number][] = [
    ["Llama 70B Q4_K_M", ggufBytes(70.6, "Q4_K_M"), 43.1e9],
    ["Llama 405B Q4_K_M", ggufBytes(405.9, "Q4_K_M"), 249.1e9],
    ["Qwen2.5-7B Q4_K_M", ggufBytes(7.62, "Q4_K_M"), 4.36 * GIB],
    ["Qwen2.5-7B Q8_0", ggufBytes(7.62, "Q8_0"), 7.54 * GIB],
    ["Qwen3.8-27B UD-Q4_K_M", ggufBytes(27.78, "UD-Q4_K_M"), 16.464e9],
    ["Muse Q4_K_M", ggufBytes(27.98, "Q4_K_M"), 16.757e9],
    ["Qwen3-Coder-Next Q4_K_M", ggufBytes(80, "Q4_K_M"), 48.5e9],
    ["Qwen3-30B-A3B Q8_0", ggufBytes(30.53, "Q8_0"), 30.25 * GIB],
    ["Llama-3.3-70B Q4_K_M", ggufBytes(70.6, "Q4_K_M"), 39.59 * GIB],
  ];
  it.each(computed)("%s from bits per weight, within 4 %%", (_, bytes, published) => {
    expect(Math.abs((bytes ?? 0) - published) / published).toBeLessThan(0.04);
  });

  it("fp8, NVFP4 and other packed forms have no nominal size", () => {
    for (const name of ["fp8", "nvfp4", "mxfp4", "awq", "gptq-int4"])
      expect(ggufBytes(27.78, name)).toBeNull();
    const sizes = Object.fromEntries(modelOf("qwen3.8-27b").quants.map((quant) => [quant.name, quant.bytes]));
    expect(sizes["fp8"]).toBe(30.867e9);
    expect(sizes["nvfp4"]).toBe(26.381e9);
    const muse = modelOf("muse-glimmer-30b").quants.find((quant) => quant.name === "nvfp4");
    expect(muse?.bytes).toBe(25.42e9);
  });
});
