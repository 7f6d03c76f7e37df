import { describe, expect, it } from "vitest";
import { billionsOf, bitsOf, whyTooSmall } from "../../src/core/model-size.ts";

describe("the size in a model id", () => {
  it.each([
    ["qwen3:4b", 4],
    ["Qwen/Qwen2.5-0.5B-Instruct", 0.5],
    ["smollm2-360m", 0.36],
    ["qwen3-30b-a3b-instruct-2507", 30],
    ["mlx-community/Llama-3.2-3B-Instruct-4bit", 3],
    ["qwen2.5-7b-instruct-1m", 7],
    ["mixtral-8x7b", null],
    ["gemma-3n-e4b-it", null],
    ["minimax-m2.1-gs32", null],
    ["gpt-oss", null],
  ])("%s: %s billion", (id, billions) => {
    expect(billionsOf(id)).toBe(billions);
  });

  it.each([
    ["qwen3-14b@q3_k_m", 3],
    ["qwen3-14b-ud-iq2_xxs", 2],
    ["qwen3-14b-mlx-3bit", 3],
    ["qwen3-14b-q8_0", 8],
    ["qwen3-14b", null],
  ])("%s: %s bits", (id, bits) => {
    expect(bitsOf(id)).toBe(bits);
  });

  it("is not too small where it is not told, or where only the quantization is coarse", () => {
    for (const id of ["qwen3", "llama-70b-q2_k", "qwen3-8b-q4_k_m", "qwen3-30b-a3b"])
      expect(whyTooSmall(id)).toBe(null);
    expect(whyTooSmall("qwen3-8b-q2_k")).toBe("8 billion parameters at 2 bits");
  });
});
