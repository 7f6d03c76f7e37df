import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { modelOfHfConfig } from "../../src/fit/hf-config.ts";
import { readModelFile } from "../../src/fit/model-file.ts";
import { createFs } from "../../src/io/fs.ts";
import { geometryOf } from "./support/catalog.ts";

const root = mkdtempSync(join(tmpdir(), "hf-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (config: Parameters<typeof modelOfHfConfig>[0], folder = "Some-30B-A3B") =>
  modelOfHfConfig(config, "config.json", { weightsBytes: 60e9, folder });
const layers = (config: Parameters<typeof modelOfHfConfig>[0]) => read(config).geometry?.layers;
const plain = { num_hidden_layers: 62, num_attention_heads: 48, hidden_size: 3072, num_key_value_heads: 8 };

describe("config.json", () => {
  it("MiniMax M2: as in the catalog", () => {
    expect(layers({ ...plain, head_dim: 128 })).toEqual(geometryOf("minimax-m2.5").layers);
  });

  it("Qwen3.8 27B: gated delta nets below text_config", () => {
    const text = {
      ...{ num_hidden_layers: 64, num_attention_heads: 24, num_key_value_heads: 4, head_dim: 256 },
      ...{ full_attention_interval: 4, linear_conv_kernel_dim: 4, linear_num_key_heads: 16 },
      ...{ linear_key_head_dim: 128, linear_num_value_heads: 48, linear_value_head_dim: 128 },
      ...{ vocab_size: 248_320, max_position_embeddings: 262_144 },
    };
    const model = read({ model_type: "qwen3_5", text_config: text });
    expect(model.geometry?.layers.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual(
      geometryOf("qwen3.8-27b").layers,
    );
    expect(model).toMatchObject({ vocab: 248_320, contextNative: 262_144, blocks: 64 });
  });

  it("DeepSeek and Kimi: latent attention; a sparse indexer makes it a bound", () => {
    const mla = { ...plain, num_hidden_layers: 61, kv_lora_rank: 512, qk_rope_head_dim: 64 };
    expect(layers(mla)).toEqual(geometryOf("kimi-k2.6").layers);
    expect(read({ ...mla, index_topk: 2048 }).geometry).toMatchObject({ approximate: true });
  });

  it("gpt-oss: every other layer slides", () => {
    const types = Array.from({ length: 24 }, (_, i) => (i % 2 ? "full_attention" : "sliding_attention"));
    const config = { ...plain, num_hidden_layers: 24, head_dim: 64, sliding_window: 128, layer_types: types };
    expect(layers(config)?.toReversed()).toEqual(geometryOf("gpt-oss-20b").layers);
  });

  it("Gemma 4: larger and fewer heads in the full layers; shared layers store nothing", () => {
    const types = Array.from({ length: 30 }, (_, i) =>
      (i + 1) % 6 ? "sliding_attention" : "full_attention",
    );
    const config = {
      ...{ num_hidden_layers: 30, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 256 },
      ...{ global_head_dim: 512, num_global_key_value_heads: 2, sliding_window: 1024, layer_types: types },
    };
    expect(layers(config)?.toReversed()).toEqual(geometryOf("gemma-4-26b-a4b").layers);
    expect(layers({ ...plain, num_kv_shared_layers: 20 })).toMatchObject([{ layers: 42 }]);
  });

  it("Nemotron-H: the pattern of letters", () => {
    const config = {
      ...{ ...plain, num_hidden_layers: 5, hybrid_override_pattern: "MEM*E", conv_kernel: 4, n_groups: 8 },
      ...{ mamba_num_heads: 64, mamba_head_dim: 64, ssm_state_size: 128 },
    };
    expect(layers(config)).toMatchObject([
      { kind: "recurrent", layers: 2, inner: 4096, groups: 8, state: 128, convWidth: 4 },
      { kind: "full", layers: 1 },
    ]);
  });

  it("Nemotron 3 Ultra: a list of parts", () => {
    const parts = ["mamba", "moe", "mamba", "attention", "moe"];
    const mamba = {
      conv_kernel: 4,
      n_groups: 8,
      mamba_num_heads: 64,
      mamba_head_dim: 64,
      ssm_state_size: 128,
    };
    const found = layers({ ...plain, num_hidden_layers: 5, layers_block_type: parts, ...mamba });
    expect(found).toMatchObject([
      { kind: "recurrent", layers: 2 },
      { kind: "full", layers: 1 },
    ]);
  });

  it("Kimi Linear: delta attention, and latent attention in some layers", () => {
    const linear = { full_attn_layers: [4], kda_layers: [1, 2, 3], num_heads: 32, head_dim: 128 };
    const config = { ...plain, num_hidden_layers: 4, kv_lora_rank: 512, qk_rope_head_dim: 64 };
    const kda = { ...linear, short_conv_kernel_size: 4 };
    expect(layers({ ...config, linear_attn_config: kda })).toEqual([
      { kind: "mla", layers: 1, rank: 512, rope: 64 },
      { kind: "recurrent", layers: 3, convWidth: 4, inner: 4096, groups: 32, state: 128 },
    ]);
  });

  it("DeepSeek V4: compressed attention is an upper bound, not a small window", () => {
    const config = {
      ...plain,
      num_hidden_layers: 3,
      head_dim: 512,
      num_key_value_heads: 1,
      sliding_window: 128,
    };
    expect(read({ ...config, compress_ratios: [128, 4, 128] }).geometry).toMatchObject({
      layers: [{ kind: "full", layers: 3, kvHeads: 1, kDim: 512 }],
      approximate: true,
      note: expect.stringContaining("upper bound"),
    });
  });

  it("unknown kinds count as full, with a note", () => {
    expect(read({ ...plain, layer_types: ["full_attention", "magic"] }).geometry).toMatchObject({
      layers: [{ layers: 2 }],
      approximate: true,
      note: expect.stringContaining("magic"),
    });
  });

  it("other models are refused, as are absurd numbers", () => {
    expect(() => read({ hidden_size: 5 })).toThrow(/num_hidden_layers/);
    expect(() => read({ ...plain, num_hidden_layers: 1e9 })).toThrow(/num_hidden_layers/);
    expect(() => read([])).toThrow(/num_hidden_layers/);
  });
});

describe("folder", () => {
  const make = (name: string, files: Record<string, string>) => {
    mkdirSync(join(root, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
    return join(root, name, "config.json");
  };
  const config = JSON.stringify({ ...plain, num_local_experts: 8 });

  it("weights by the index, else by the files, else unknown", () => {
    const index = JSON.stringify({ metadata: { total_size: 61e9 } });
    const sizes = [
      make("A-30B-A3B", { "config.json": config, "model.safetensors.index.json": index }),
      make("B-30B", { "config.json": config, "a.safetensors": "12345", "b.safetensors": "678" }),
      make("C", { "config.json": config }),
    ].map((path) => readModelFile(path, createFs()));
    expect(sizes.map((model) => model.quants[0]?.bytes)).toEqual([61e9, 8, null]);
    expect(sizes.map((model) => model.params.activeB)).toEqual([3, null, null]);
    expect(sizes[0]?.name).toBe("A-30B-A3B");
  });

  it("a file that is not JSON is reported", () => {
    const path = make("D", { "config.json": "{" });
    expect(() => readModelFile(path, createFs())).toThrow(/is not JSON/);
  });
});
