import { describe, expect, it } from "vitest";
import { fitOf, matchModel } from "../../src/fit/fits.ts";
import { GIB } from "../../src/machine/size.ts";
import { catalog, modelOf } from "./support/catalog.ts";
import { machine } from "./support/machines.ts";

describe("server ids are matched loosely", () => {
  it.each([
    ["minimax-m2.1-gs32", "minimax-m2.1"],
    ["minimax/minimax-m2.1", "minimax-m2.1"],
    ["MiniMaxAI/MiniMax-M2.1", "minimax-m2.1"],
    ["unsloth/MiniMax-M2.1-GGUF:UD-Q5_K_XL", "minimax-m2.1"],
    ["mlx-community/MiniMax-M2.1-4bit", "minimax-m2.1"],
    ["qwen3.5:9b", "qwen3.5-9b"],
    ["qwen3.5-9b-mlx-4bit", "qwen3.5-9b"],
    ["Qwen3.8-27B-UD-Q4_K_M.gguf", "qwen3.8-27b"],
    ["qwen/qwen3.6-35b-a3b", "qwen3.6-35b-a3b"],
    ["qwen3.5-35b-a3b", "qwen3.6-35b-a3b"],
    ["gpt-oss:20b", "gpt-oss-20b"],
    ["openai/gpt-oss-120b", "gpt-oss-120b"],
    ["gemma4:12b-it-q4_K_M", "gemma-4-12b"],
    ["google/gemma-4-26b-a4b-it", "gemma-4-26b-a4b"],
    ["Qwen/Qwen3.8-27B-FP8", "qwen3.8-27b"],
    ["hf.co/unsloth/GLM-5.2-GGUF:UD-Q4_K_XL", "glm-5.2"],
  ])("%s", (id, row) => {
    expect(matchModel(id, catalog)?.id).toBe(row);
  });

  it.each(["llama3", "qwen3.5", "gpt-oss", "text-embedding-nomic-embed-text-v1.5", "", "my-model"])(
    "%j is nothing",
    (id) => {
      expect(matchModel(id, catalog)).toBeNull();
    },
  );
});

describe("fit of a model that a server lists", () => {
  const rtx4090 = machine({ kind: "gpu", budget: 22.99, vendor: "nvidia", bandwidth: 1008 });

  it("low confidence, the form from the name", () => {
    const fit = fitOf("unsloth/Qwen3.8-27B-GGUF:UD-Q4_K_M", 65_536, rtx4090, catalog);
    expect([fit.confidence, fit.source]).toEqual(["low", "catalogue row qwen3.8-27b, matched by name"]);
    expect(fit.value?.quant?.name).toBe("UD-Q4_K_M");
    expect([fit.value?.fits, fit.value?.quantAssumed]).toEqual([true, false]);
    expect((fit.value?.need?.total ?? 0) / GIB).toBeCloseTo(20.3, 1);
    expect(fitOf("qwen3.8-27b-q8_0", 65_536, rtx4090, catalog).value?.fits).toBe(false);
    expect(fitOf("qwen3.8-27b", 65_536, rtx4090, catalog, { quantization: "q6_k" }).value?.quant?.name).toBe(
      "Q6_K",
    );
  });

  it("a name without a form is reckoned at its least, and says so", () => {
    const { value } = fitOf("qwen3.8-27b", 65_536, rtx4090, catalog);
    expect(value?.quantAssumed).toBe(true);
    expect(value?.quant?.bits).toBe(4);
  });

  it("the server's own size is better", () => {
    const { value } = fitOf("qwen3.8-27b", 65_536, rtx4090, catalog, { sizeBytes: 20e9 });
    expect([value?.weightsBytes, value?.quantAssumed, value?.fits]).toEqual([20e9, false, false]);
  });

  it("unknown stays unknown", () => {
    expect(fitOf("my-model", 4096, rtx4090, catalog)).toMatchObject({ value: null, confidence: "unknown" });
    const weightsOnly = fitOf("gemma-4-e2b", 65_536, rtx4090, catalog).value;
    expect([weightsOnly?.need, weightsOnly?.fits]).toEqual([null, null]);
    expect(fitOf(modelOf("qwen3.8-flash-next"), 4096, rtx4090, catalog).value?.fits).toBe(false);
  });
});
