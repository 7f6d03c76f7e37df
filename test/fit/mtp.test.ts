import { describe, expect, it } from "vitest";
import { parseCatalog } from "../../src/fit/catalog.ts";
import { draftOptions, type Mtp, ownDraftOptions } from "../../src/fit/mtp.ts";
import { catalog, modelOf } from "./support/catalog.ts";

function mtpOf(id: string): Mtp {
  const { mtp } = modelOf(id);
  if (mtp === null) throw new Error(`${id} has no mtp`);
  return mtp;
}

describe("drafts of several tokens", () => {
  it("Qwen3.8 27B: each engine's options for the heads in its own files", () => {
    const mtp = mtpOf("qwen3.8-27b");
    const words = (engine: "llamacpp" | "vllm" | "sglang", format: "gguf" | "safetensors") =>
      ownDraftOptions(engine, mtp, format)?.words.join(" ");
    // as in sudoingX/qwen38-mtp, vLLM's recipe of the model and SGLang's documentation
    expect(words("llamacpp", "gguf")).toBe("--spec-type draft-mtp --spec-draft-n-max 2 --parallel 1");
    expect(words("vllm", "safetensors")).toBe(
      '--speculative-config {"method":"mtp","num_speculative_tokens":3}',
    );
    expect(words("sglang", "safetensors")).toBe(
      "--speculative-algorithm EAGLE --speculative-num-steps 3 --speculative-eagle-topk 1 --speculative-num-draft-tokens 4",
    );
  });

  it("LM Studio has a setting, MLX's files have no heads", () => {
    const mtp = mtpOf("qwen3.8-27b");
    expect(ownDraftOptions("lmstudio", mtp, "gguf")).toMatchObject({ words: [], note: /MTP/ });
    expect(ownDraftOptions("mlx", mtp, "mlx")).toBeNull();
  });

  it("files without the heads are replaced by others that have them, else there are no options", () => {
    const mtp = mtpOf("qwen3.6-27b");
    expect(ownDraftOptions("llamacpp", mtp, "gguf")?.note).toContain("unsloth/Qwen3.6-27B-MTP-GGUF");
    expect(ownDraftOptions("llamacpp", { ...mtp, ggufRepo: null }, "gguf")).toBeNull();
    expect(ownDraftOptions("llamacpp", { ...mtp, ggufRepo: null, inGguf: true }, "gguf")?.note).toBeNull();
  });

  it("what is not known to draft gets no options", () => {
    const mtp = mtpOf("nemotron-3-super-120b-a12b");
    expect(ownDraftOptions("llamacpp", { ...mtp, inGguf: true }, "gguf")).toBeNull();
    expect(ownDraftOptions("vllm", { ...mtp, heads: 0 }, "safetensors")).toBeNull();
  });

  it("separate drafts", () => {
    const [google, unsloth] = mtpOf("gemma-4-31b").drafts;
    expect(google && draftOptions("vllm", google)?.words[1]).toBe(
      '{"model":"google/gemma-4-31B-it-assistant","num_speculative_tokens":4}',
    );
    expect(google && draftOptions("llamacpp", google)).toBeNull();
    expect(unsloth && draftOptions("llamacpp", unsloth)?.words.join(" ")).toBe(
      "--spec-type draft-mtp --spec-draft-hf unsloth/gemma-4-31B-it-GGUF --spec-draft-n-max 4 --parallel 1",
    );
    const [eagle] = mtpOf("gpt-oss-120b").drafts;
    expect(eagle && draftOptions("vllm", eagle)?.words[1]).toBe(
      '{"method":"eagle3","model":"nvidia/gpt-oss-120b-Eagle3-v3","num_speculative_tokens":7}',
    );
  });

  it("every row: a gain is a range, and no heads means that none run", () => {
    for (const { id, mtp } of catalog.models) {
      if (mtp === null) continue;
      for (const { from, median, to } of mtp.gains) {
        expect(from, id).toBeLessThanOrEqual(median ?? from);
        expect(median ?? from, id).toBeLessThanOrEqual(to);
      }
      if (mtp.heads === 0) expect(mtp.runs, id).toEqual({});
      expect(mtp.inGguf === null || mtp.heads !== 0, id).toBe(true);
    }
  });

  it.each([
    ['{"drafts":[{"kind":"magic","format":"gguf"}],"source":"s"}', /unknown draft/],
    ['{"gains":[{"engine":"vllm","from":1}],"source":"s"}', /incomplete gain/],
    ['{"heads":1}', /"source" is missing/],
  ])("%s is a bug of the data", (mtp, message) => {
    const row = `{"id":"m","name":"m","repo":"m","family":"m","asOf":"x","source":"s","params":{"totalB":1}`;
    expect(() => parseCatalog(`{"asOf":"x","models":[${row},"mtp":${mtp}}]}`)).toThrow(message);
  });
});
