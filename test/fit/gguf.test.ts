import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { type GgufHeader, readGgufHeader } from "../../src/fit/gguf.ts";
import { modelOfGguf } from "../../src/fit/gguf-model.ts";
import { readModelFile } from "../../src/fit/model-file.ts";
import { ownDraftOptions } from "../../src/fit/mtp.ts";
import { createFs } from "../../src/io/fs.ts";
import { arr, type Entry, f32, gguf, str, u32, u64 } from "./support/gguf.ts";

const dir = mkdtempSync(join(tmpdir(), "gguf-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Counts what was read, and never gives more than there is. */
function header(bytes: Uint8Array, fileBytes = bytes.length): GgufHeader & { bytesRead: number } {
  let bytesRead = 0;
  const read = (offset: number, length: number) => {
    const part = bytes.subarray(offset, offset + length);
    bytesRead += part.length;
    return part;
  };
  return { ...readGgufHeader(read, fileBytes, "x.gguf"), bytesRead };
}

const fields = (architecture: string, values: Record<string, number>): Entry[] =>
  Object.entries(values).map(([key, value]) => [`${architecture}.${key}`, u32(value)]);

const llama: Entry[] = [
  ["general.architecture", str("llama")],
  ["general.size_label", str("8B")],
  ...fields("llama", { block_count: 32, context_length: 131_072, embedding_length: 4096 }),
  ...fields("llama", { "attention.head_count": 32, "attention.head_count_kv": 8 }),
];

const model = (entries: Entry[], name = "x-Q4_K_M.gguf") => modelOfGguf(header(gguf(entries)), 5e9, name);

describe("header", () => {
  it("versions 2 and 3; entries of every kind", () => {
    for (const version of [2, 3]) {
      const read = header(
        gguf(
          [
            ["a", u32(7)],
            ["b", str("x")],
            ["c", f32(0.5)],
            ["d", u64(9n)],
          ],
          { version },
        ),
      );
      expect([...read.metadata]).toEqual([
        ["a", 7],
        ["b", "x"],
        ["c", 0.5],
        ["d", 9],
      ]);
      expect(read.complete).toBe(true);
    }
  });

  it("a vocabulary is skipped, its length kept, and what follows is read", () => {
    const words = Array.from({ length: 150_000 }, (_, i) => str(`word${i}`));
    const read = header(gguf([["tokenizer.ggml.tokens", arr(8, words)], ...llama]));
    expect(read.metadata.has("tokenizer.ggml.tokens")).toBe(false);
    expect(read.arrayLengths.get("tokenizer.ggml.tokens")).toBe(150_000);
    expect(read.metadata.get("llama.block_count")).toBe(32);
  });

  it("reads only the front of a large file", () => {
    const bytes = gguf(llama);
    expect(header(bytes, 40e9).bytesRead).toBeLessThan(2 ** 19);
  });

  it("arrays of numbers are skipped without being read", () => {
    const big = arr(4, []);
    // The count says 500 million numbers; the file would be as large.
    new DataView(big.bytes.buffer, big.bytes.byteOffset).setBigUint64(4, 500_000_000n, true);
    expect(() => header(gguf([["x", big], ...llama]), 3e9)).toThrow(UserError);
  });

  it.each([
    ["no GGUF", new TextEncoder().encode("PK\u0003\u0004 something else entirely"), /not a GGUF file/],
    ["empty", new Uint8Array(0), /sound GGUF/],
    ["only the magic", new TextEncoder().encode("GGUF"), /sound GGUF/],
    ["version 1", gguf([], { version: 1 }), /version 1/],
    ["big-endian", gguf([], { version: 0x0300_0000 }), /version/],
    ["more entries than bytes", gguf([], { entries: 2n ** 63n }), /more than the file has bytes/],
    ["more entries than there are", gguf(llama, { entries: 200n }), /ends early|bytes/],
    ["unknown type", gguf([["a", { type: 77, bytes: new Uint8Array(8) }]]), /unknown type 77/],
    ["a string longer than the file", gguf([["a", { type: 8, bytes: u64(2n ** 62n).bytes }]]), /more than/],
    ["arrays in arrays in arrays", gguf([["a", nested(6)]]), /array of type/],
  ])("refuses: %s", (_, bytes, message) => {
    expect(() => header(bytes)).toThrow(message);
    expect(() => header(bytes)).toThrow(UserError);
  });

  it("a file that is cut anywhere is refused with a UserError", () => {
    const bytes = gguf(llama);
    for (let end = 0; end < bytes.length; end += 1)
      expect(() => header(bytes.subarray(0, end))).toThrow(UserError);
  });

  it("any bytes: a header or a UserError, soon and with bounded reading", () => {
    const sound = gguf(llama);
    const flips = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(flips, fc.constantFrom(sound.length, 5e9, 2 ** 45), (changes, size) => {
        const bytes = sound.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          const read = header(bytes, size);
          expect(read.bytesRead).toBeLessThanOrEqual(24 * 2 ** 20);
          modelOfGguf(read, size, "x.gguf");
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function nested(depth: number): Entry[1] {
  return depth === 0 ? arr(4, [u32(1)]) : arr(9, [nested(depth - 1)]);
}

describe("model", () => {
  const layersOf = (entries: Entry[]) => model(entries).geometry?.layers;

  it("full attention, and the form by the file's name", () => {
    expect(model(llama)).toMatchObject({
      params: { totalB: 8, activeB: 8 },
      contextNative: 131_072,
      geometry: {
        layers: [{ kind: "full", layers: 32, kvHeads: 8, kDim: 128, vDim: 128 }],
        approximate: false,
      },
      quants: [{ name: "Q4_K_M", format: "gguf", bytes: 5e9 }],
    });
    expect(model(llama, "Qwen3.6-35B-A3B-UD-Q4_K_XL.gguf").quants[0]?.name).toBe("UD-Q4_K_XL");
    const typed: Entry[] = [...llama, ["general.file_type", u32(18)]];
    expect(model(typed, "model.gguf").quants[0]?.name).toBe("Q6_K");
  });

  it("linear attention with full attention in every fourth layer", () => {
    const qwen = llama.map(([key, value]): Entry => [key.replace("llama.", "qwen35."), value]).slice(2);
    const ssm = fields("qwen35", {
      ...{ full_attention_interval: 4, "attention.key_length": 256, "attention.value_length": 256 },
      ...{ "ssm.conv_kernel": 4, "ssm.inner_size": 4096, "ssm.state_size": 128, "ssm.group_count": 16 },
    });
    expect(layersOf([["general.architecture", str("qwen35")], ...qwen, ...ssm])).toEqual([
      { kind: "recurrent", layers: 24, convWidth: 4, inner: 4096, groups: 16, state: 128 },
      { kind: "full", layers: 8, kvHeads: 8, kDim: 256, vDim: 256 },
    ]);
  });

  it("sliding windows by pattern, latent attention, draft blocks and layers that share a cache", () => {
    const window: Entry = ["llama.attention.sliding_window", u32(128)];
    const pattern = arr(
      7,
      Array.from({ length: 32 }, (_, i) => ({ type: 7, bytes: Uint8Array.of(i % 2) })),
    );
    expect(layersOf([...llama, window, ["llama.attention.sliding_window_pattern", pattern]])).toEqual([
      { kind: "full", layers: 16, kvHeads: 8, kDim: 128, vDim: 128 },
      { kind: "sliding", layers: 16, kvHeads: 8, kDim: 128, vDim: 128, window: 128 },
    ]);
    expect(model([...llama, window]).geometry).toMatchObject({ approximate: true });
    const mla = fields("llama", {
      "attention.kv_lora_rank": 512,
      "rope.dimension_count": 64,
      nextn_predict_layers: 1,
    });
    expect(layersOf([...llama, ...mla])).toEqual([{ kind: "mla", layers: 31, rank: 512, rope: 64 }]);
    expect(layersOf([...llama, ["llama.attention.shared_kv_layers", u32(12)]])).toMatchObject([
      { layers: 20 },
    ]);
  });

  it("prediction heads are those of this file; llama.cpp is known to draft with some architectures' only", () => {
    const heads = fields("llama", { nextn_predict_layers: 1 });
    expect(model([...llama, ...heads]).mtp).toMatchObject({ heads: 1, inGguf: true, runs: {} });
    expect(model(llama).mtp).toMatchObject({ heads: 0, inGguf: false });
    const qwen = llama.map(([key, value]): Entry => [key.replace(/^llama\./, "qwen35."), value]);
    const named = qwen.map(
      ([key, value]): Entry => [key, key === "general.architecture" ? str("qwen35") : value],
    );
    const { mtp } = model([...named, ...fields("qwen35", { nextn_predict_layers: 1 })]);
    expect(mtp && ownDraftOptions("llamacpp", mtp, "gguf")?.words).toContain("draft-mtp");
  });

  it("experts: their share of the parameters, after the first blocks without any", () => {
    const moe = fields("llama", {
      ...{ expert_count: 64, expert_used_count: 4, expert_feed_forward_length: 1536 },
      leading_dense_block_count: 2,
    });
    expect(model([...llama, ...moe]).experts).toMatchObject({
      ...{ count: 64, used: 4, blocks: 30, firstBlock: 2 },
      routedB: (30 * 64 * 3 * 4096 * 1536) / 1e9,
    });
    expect(model(llama).experts).toBeNull();
    const turns: Entry = ["llama.interleave_moe_layer_step", u32(2)];
    expect(model([...llama, ...moe, turns]).experts).toBeNull();
  });

  it("layers without attention have a state, unless they are a feed-forward network", () => {
    const heads = arr(5, [0, 8, 0, 8].map(u32));
    const forward = arr(5, [0, 0, 10, 0].map(u32));
    const hybrid: Entry[] = [
      ["general.architecture", str("nemotron_h")],
      ["nemotron_h.attention.head_count_kv", heads],
      ["nemotron_h.feed_forward_length", forward],
      ...fields("nemotron_h", {
        ...{ block_count: 4, "attention.head_count": 32, embedding_length: 4096 },
        ...{ "ssm.conv_kernel": 4, "ssm.inner_size": 4096, "ssm.state_size": 128, "ssm.group_count": 8 },
      }),
    ];
    expect(layersOf(hybrid)).toMatchObject([
      { kind: "recurrent", layers: 1 },
      { kind: "full", layers: 2, kvHeads: 8 },
    ]);
  });

  it("files that are no model are refused", () => {
    expect(() => model([["general.architecture", str("clip")]])).toThrow(/vision projector/);
    expect(() => model([["general.architecture", str("llama")]])).toThrow(/how many layers/);
    expect(() => model([...llama.slice(0, 2), ["llama.block_count", u32(4e9)]])).toThrow(/how many layers/);
  });
});

describe("files", () => {
  it("all shards count, and a missing one is reported", () => {
    const [first, second] = ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"].map((n) => join(dir, n));
    writeFileSync(first ?? "", gguf(llama));
    expect(() => readModelFile(first ?? "", createFs())).toThrow(/m-00002-of-00002.gguf is missing/);
    writeFileSync(second ?? "", new Uint8Array(1000));
    expect(readModelFile(first ?? "", createFs()).quants[0]?.bytes).toBe(gguf(llama).length + 1000);
  });

  it("a missing file and a folder are reported", () => {
    expect(() => readModelFile(join(dir, "none.gguf"), createFs())).toThrow(/does not exist/);
    expect(() => readModelFile(`${dir}/.`, { ...createFs(), info: () => null })).toThrow(UserError);
  });

  const python = spawnSync("python3", ["--version"]).status === 0;
  it.skipIf(!python)("a real file of the generator", () => {
    const script = fileURLToPath(new URL("../real/tools/make-tiny-gguf.py", import.meta.url));
    const file = join(dir, "tiny-F16.gguf");
    execFileSync("python3", [script, file, "--layers", "3", "--context", "4096"], { stdio: "ignore" });
    expect(readModelFile(file, createFs())).toMatchObject({
      name: "Tiny Test Llama",
      contextNative: 4096,
      blocks: 3,
      geometry: { layers: [{ kind: "full", layers: 3, kvHeads: 2, kDim: 16, vDim: 16 }], approximate: false },
      quants: [{ name: "F16" }],
    });
  });
});
