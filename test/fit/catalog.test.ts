import { describe, expect, it } from "vitest";
import { parseCatalog } from "../../src/fit/catalog.ts";
import { kvBytes, needOf } from "../../src/fit/memory.ts";
import { catalog, geometryOf } from "./support/catalog.ts";

const CACHE = { context: 1000, kvType: "f16" } as const;

describe("the catalog", () => {
  it("starts with the MiniMax M2 family, and every row has its source and date", () => {
    const first = catalog.models.slice(0, 3).map((model) => model.id);
    expect(first).toEqual(["minimax-m2.1", "minimax-m2.5", "minimax-m2.7"]);
    for (const model of catalog.models) {
      expect(model.source.length, model.id).toBeGreaterThan(3);
      expect(model.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      for (const quant of model.quants) {
        expect(quant.source.length, `${model.id} ${quant.name}`).toBeGreaterThan(3);
        expect(quant.bytes === null).toBe(quant.confidence === "unknown");
      }
    }
  });

  it("ids and names are unique", () => {
    const ids = catalog.models.map((model) => model.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, quants } of catalog.models) {
      const names = quants.map((quant) => quant.name);
      expect(new Set(names).size, id).toBe(names.length);
    }
  });

  it("what is proposed has the figures to compute with", () => {
    for (const model of catalog.models.filter((row) => row.rank !== null)) {
      expect(model.geometry, model.id).not.toBeNull();
      expect(model.parsers.tool, model.id).not.toBeNull();
      expect(model.contextNative, model.id).toBeGreaterThanOrEqual(32_768);
    }
  });

  /** Bytes a token of the published table (f16, full layers), without the constant sliding part. */
  it.each([
    ["minimax-m2.1", 253_952],
    ["minimax-m3", 122_880],
    ["kimi-k2.6", 70_272],
    ["kimi-k3", 27_648],
    ["glm-4.7", 376_832],
    ["glm-4.7-flash", 54_144],
    ["glm-5.2", 89_856],
    ["qwen3.5-4b", 32_768],
    ["qwen3.5-9b", 32_768],
    ["qwen3.8-27b", 65_536],
    ["qwen3.6-35b-a3b", 20_480],
    ["qwen3.5-122b-a10b", 24_576],
    ["qwen3.5-397b-a17b", 30_720],
    ["qwen3-coder-next", 24_576],
    ["qwen3-30b-a3b", 98_304],
    ["qwen3-235b-a22b-2507", 192_512],
    ["qwen3-32b", 262_144],
    ["qwen3-8b", 147_456],
    ["gpt-oss-20b", 24_576],
    ["gpt-oss-120b", 36_864],
    ["gemma-4-e4b", 16_384],
    ["gemma-4-26b-a4b", 20_480],
    ["gemma-4-31b", 81_920],
    ["muse-glimmer-30b", 13_312],
    ["nemotron-3-nano-30b-a3b", 6144],
    ["nemotron-3-super-120b-a12b", 8192],
    ["nemotron-3-ultra-550b-a55b", 12_288],
    ["deepseek-v3.2", 70_272],
    ["llama-3.3-70b", 327_680],
    ["step-3.5-flash", 49_152],
    ["mimo-v2-flash", 23_040],
    ["mimo-v2.5", 23_040],
    ["kimi-linear-48b-a3b", 8064],
    ["lfm2-24b-a2b", 20_480],
    ["granite-4.1-30b", 262_144],
    ["gemma-4-e2b", 6144],
    ["mistral-small-4-119b", 23_040],
    ["hermes-4.3-36b", 262_144],
    ["ornith-1.5-9b", 32_768],
    ["nemotron-cascade-2-30b-a3b", 6144],
    ["glm-4.5-air", 188_416],
    ["glm-5.3-flash", 11_264],
  ])("%s: %i bytes a token", (id, bytes) => {
    const at = (context: number) =>
      geometryOf(id).layers.reduce((sum, group) => sum + kvBytes(group, { context, kvType: "f16" }), 0);
    expect(at(100_001) - at(100_000)).toBe(bytes);
  });

  it("Kimi: the state of a delta attention layer is three convolutions and a matrix a head", () => {
    const state = needOf(
      { weightsBytes: 0, geometry: geometryOf("kimi-linear-48b-a3b"), vocab: null },
      CACHE,
    ).state;
    const [heads, head, width, layers] = [32, 128, 4, 20];
    expect(state).toBe(layers * heads * head * (3 * (width - 1) + head) * 4);
  });

  it("no license without its kind", () => {
    for (const { id, licence, licenceKind } of catalog.models)
      expect(licence === null, id).toBe(licenceKind === null);
  });

  it("experts have fewer parameters than the model, and as many blocks as it has at most", () => {
    for (const { id, experts, params, blocks } of catalog.models) {
      if (experts === null) continue;
      expect(experts.routedB + experts.hostB, id).toBeLessThan(params.totalB);
      const last = experts.firstBlock + (experts.blocks ?? 0);
      if (blocks !== null) expect(last, id).toBeLessThanOrEqual(blocks);
    }
  });

  it("an error names the invalid row", () => {
    expect(() => parseCatalog('{"asOf":"x","models":[{"id":"m"}]}')).toThrow(/m has no params|"name"/);
    expect(() => parseCatalog("nonsense")).toThrow(/asOf/);
  });
});
