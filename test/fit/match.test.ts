import { describe, expect, it } from "vitest";
import { matchModel, namedQuant } from "../../src/fit/match.ts";
import { catalog, modelOf } from "./support/catalog.ts";

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

describe("the form in a name or from a server", () => {
  const formOf = (id: string, text: string) => namedQuant(modelOf(id), text)?.name ?? null;

  it.each([
    ["qwen3.8-27b", "unsloth/Qwen3.8-27B-GGUF:UD-Q4_K_M", "UD-Q4_K_M"],
    ["qwen3.8-27b", "qwen3.8-27b-q8_0", "Q8_0"],
    ["qwen3.8-27b", "qwen3.8-27b q6_k", "Q6_K"],
    ["qwen3.5-9b", "mlx-community/Qwen3.5-9B-4bit", "MLX 4-bit"],
    ["qwen3.8-27b", "qwen3.8-27b", null],
  ])("%s as %s", (id, text, form) => {
    expect(formOf(id, text)).toBe(form);
  });
});
